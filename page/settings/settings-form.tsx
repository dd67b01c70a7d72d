import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { SettingPath, SettingsChange } from '../../src/serve/settings/setting-paths.js'
import { call } from '../state/api.js'

/** What may be changed, as the server says it. */
export interface ChangeView {
  file: string
  values: Readonly<Record<SettingPath, string | number | null>>
  /** What can't be changed here, by what sets it. */
  fixed: Partial<Record<SettingPath, string>>
  profiles: readonly string[]
}

/** The settings as fields. What is saved is written into the settings file, and the server starts anew with it. */
export function SettingsForm({ change, onSaved }: { change: ChangeView; onSaved: () => void }) {
  const { file, values, fixed, profiles } = change
  const [problem, setProblem] = useState('')
  const [state, setState] = useState<'' | 'saving' | 'restarting' | 'saved'>('')

  const save = async (form: HTMLFormElement) => {
    const changed = changesIn(new FormData(form), change)
    setProblem('')
    if (Object.keys(changed).length === 0) return setProblem('Nothing was changed.')
    setState('saving')
    try {
      const before = await startOf()
      const { restarts } = await call<{ restarts: boolean }>('v1/settings', { method: 'POST', body: changed })
      if (!restarts) return setState('saved')
      setState('restarting')
      await nextStart(before)
      setState('')
      onSaved()
    } catch (error) {
      setState('')
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }

  const shared = (path: SettingPath) => ({ path, fixed: fixed[path] })
  return (
    <form
      class="stack"
      aria-label="Settings"
      onSubmit={(event) => {
        event.preventDefault()
        save(event.currentTarget).catch(() => undefined)
      }}
    >
      <Field {...shared('profile')} label="Profile">
        <Choice
          path="profile"
          value={values.profile}
          fixed={fixed}
          options={withOwn(profiles, values.profile)}
        />
      </Field>
      <Field {...shared('llm')} label="Language model">
        <input
          id={idOf('llm')}
          name="llm"
          defaultValue={String(values.llm ?? '')}
          disabled={Boolean(fixed.llm)}
          autocomplete="off"
        />
      </Field>
      <p class="soft">
        <code>auto</code>, <code>none</code>, or a provider and a model such as <code>openai:gpt-5-mini</code>
        . Keys are not kept here: they are in the environment of the server or in its file <code>.env</code>.
      </p>
      <Field {...shared('privacy')} label="Privacy">
        <Choice
          path="privacy"
          value={values.privacy}
          fixed={fixed}
          options={['local', 'any']}
          words={privacyWords}
        />
      </Field>
      <Field {...shared('approval')} label="Ask before a plan runs">
        <Choice
          path="approval"
          value={values.approval}
          fixed={fixed}
          options={['never', 'remote', 'costly', 'always']}
          words={approvalWords}
        />
      </Field>
      <Field {...shared('approvalAboveUsd')} label="It is costly above, US dollars">
        <Amount path="approvalAboveUsd" value={values.approvalAboveUsd} fixed={fixed} />
      </Field>
      <Field {...shared('budget.perRun')} label="Most that a question may cost, US dollars (empty: no limit)">
        <Amount path="budget.perRun" value={values['budget.perRun']} fixed={fixed} />
      </Field>
      {problem !== '' && (
        <p class="failure" role="alert">
          {problem}
        </p>
      )}
      <p role="status">{stateSentences[state]}</p>
      <span class="row">
        <button type="submit" class="strong" disabled={state === 'saving' || state === 'restarting'}>
          Save
        </button>
        <span class="soft">
          Written to <code>{file}</code>.
        </span>
      </span>
    </form>
  )
}

const privacyWords: Readonly<Record<string, string>> = {
  local: 'Nothing leaves the machine of the server',
  any: 'Files may go to servers of models',
}
const approvalWords: Readonly<Record<string, string>> = {
  never: 'Never',
  remote: 'When something leaves the machine',
  costly: 'When it is costly',
  always: 'Always',
}
const stateSentences = {
  '': '',
  saving: 'It is tried out …',
  restarting: 'It is written. The server starts anew …',
  saved: 'It is written, and holds from the next start of the server.',
} as const

const idOf = (path: SettingPath) => `setting-${path.replace('.', '-')}`

function Field({
  path,
  label,
  fixed,
  children,
}: {
  path: SettingPath
  label: string
  fixed: string | undefined
  children: JSX.Element
}) {
  return (
    <label class="stack tight" for={idOf(path)}>
      <span>
        {label} {fixed !== undefined && <span class="soft">(set by {fixed})</span>}
      </span>
      {children}
    </label>
  )
}

function Choice({
  path,
  value,
  fixed,
  options,
  words = {},
}: {
  path: SettingPath
  value: string | number | null
  fixed: ChangeView['fixed']
  options: readonly string[]
  words?: Readonly<Record<string, string>> | undefined
}) {
  return (
    <select id={idOf(path)} name={path} disabled={Boolean(fixed[path])}>
      {options.map((option) => (
        <option key={option} value={option} selected={option === value}>
          {words[option] ?? option}
        </option>
      ))}
    </select>
  )
}

function Amount({
  path,
  value,
  fixed,
}: {
  path: SettingPath
  value: string | number | null
  fixed: ChangeView['fixed']
}) {
  return (
    <input
      id={idOf(path)}
      name={path}
      type="number"
      min="0"
      step="any"
      inputMode="decimal"
      defaultValue={value === null ? '' : String(value)}
      disabled={Boolean(fixed[path])}
    />
  )
}

/** A profile in a file of one's own is none of those that come with the package. */
const withOwn = (profiles: readonly string[], name: string | number | null): string[] => [
  ...new Set([...profiles, String(name)]),
]

const numbers: readonly string[] = ['approvalAboveUsd', 'budget.perRun']

/** What differs from what the server has. */
function changesIn(form: FormData, { values }: ChangeView): SettingsChange {
  const entries = Object.entries(values).flatMap(([path, before]) => {
    const entry = form.get(path)
    if (typeof entry !== 'string') return []
    const value = entry === '' ? null : numbers.includes(path) ? Number(entry) : entry.trim()
    return value === before ? [] : [[path, value]]
  })
  return Object.fromEntries(entries)
}

const startOf = async (): Promise<string> => (await call<{ start: string }>('v1/settings')).start

/** Resolves when the server has started again. */
async function nextStart(before: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const now = await startOf().catch((error) => {
      if (tries >= mostTries) throw error
    })
    if (now !== undefined && now !== before) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** About a minute. */
const mostTries = 240
