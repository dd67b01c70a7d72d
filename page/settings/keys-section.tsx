import { useEffect, useState } from 'preact/hooks'
import type { KeyScope } from '../../src/serve/access/key-file.js'
import type { ShownKey } from '../../src/serve/access/list-keys.js'
import { formatCost } from '../parts/format.js'
import { call } from '../state/api.js'

const scopes: Readonly<Record<KeyScope, string>> = {
  run: 'ask questions',
  batch: 'send batches',
  admin: 'everything, also settings and keys',
}

/** The keys of the server: listed, made and revoked here, by admins. */
export function KeysSection({ own }: { own: string }) {
  const [keys, setKeys] = useState<readonly ShownKey[]>([])
  const [made, setMade] = useState<{ name: string; key: string }>()
  const [problem, setProblem] = useState('')
  const load = async () => setKeys((await call<{ data: ShownKey[] }>('v1/keys')).data)
  const tell = (error: Error) => setProblem(error.message)
  useEffect(() => {
    load().catch(tell)
  }, [])

  const add = async (form: HTMLFormElement) => {
    const data = new FormData(form)
    const usd = String(data.get('budget'))
    const body = {
      name: String(data.get('name')),
      scopes: data.getAll('scope'),
      ...(usd !== '' && { budget: { usd: Number(usd), per: 'month' } }),
    }
    setProblem('')
    setMade(await call<{ name: string; key: string }>('v1/keys', { method: 'POST', body }))
    form.reset()
    await load()
  }
  const revoke = async (id: string) => {
    setProblem('')
    await call(`v1/keys/${id}`, { method: 'DELETE' })
    await load()
  }

  return (
    <section class="stack" aria-labelledby="keys-title">
      <h3 id="keys-title">Keys</h3>
      <ul class="findings">
        {keys
          .filter(({ revokedAt }) => revokedAt === undefined)
          .map((key) => (
            <li key={key.id} class="row">
              <b dir="auto">{key.name}</b>
              <span class="grow">
                {key.scopes.join(', ')}, spent {formatCost(key.spentUsd)}
                {key.budget && ` of $${key.budget.usd}${key.budget.per ? ` a ${key.budget.per}` : ''}`}
              </span>
              {key.id === own ? (
                <span class="soft">yours</span>
              ) : (
                <RevokeButton name={key.name} onRevoke={() => revoke(key.id).catch(tell)} />
              )}
            </li>
          ))}
      </ul>
      {made && (
        <p class="made-key" role="status">
          The key of {made.name} is shown this once: <code>{made.key}</code>{' '}
          <button
            type="button"
            class="small"
            onClick={() => navigator.clipboard.writeText(made.key).catch(tell)}
          >
            Copy it
          </button>
        </p>
      )}
      {problem !== '' && (
        <p class="failure" role="alert">
          {problem}
        </p>
      )}
      <form
        class="stack"
        aria-label="New key"
        onSubmit={(event) => {
          event.preventDefault()
          add(event.currentTarget).catch(tell)
        }}
      >
        <label class="stack tight">
          Whose key
          <input name="name" required maxLength={200} autocomplete="off" />
        </label>
        <fieldset>
          <legend>It may</legend>
          {Object.entries(scopes).map(([scope, words]) => (
            <label key={scope} class="row">
              <input type="checkbox" name="scope" value={scope} defaultChecked={scope === 'run'} /> {words}
            </label>
          ))}
        </fieldset>
        <label class="stack tight">
          Most that it may spend a month, US dollars (empty: no limit)
          <input name="budget" type="number" min="0" step="any" inputMode="decimal" />
        </label>
        <span class="row">
          <button type="submit">Make a key</button>
        </span>
      </form>
    </section>
  )
}

function RevokeButton({ name, onRevoke }: { name: string; onRevoke: () => void }) {
  const [isAsked, setAsked] = useState(false)
  if (!isAsked)
    return (
      <button type="button" class="small" onClick={() => setAsked(true)}>
        Revoke<span class="hidden"> the key of {name}</span>
      </button>
    )
  return (
    <span class="row">
      <button type="button" class="small danger" onClick={onRevoke}>
        Revoke it for good
      </button>
      <button type="button" class="small" onClick={() => setAsked(false)}>
        Keep
      </button>
    </span>
  )
}
