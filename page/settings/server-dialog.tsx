import { useRef, useState } from 'preact/hooks'
import type { Profile } from '../../src/config/profile.js'
import { formatCost } from '../parts/format.js'
import { Icon } from '../parts/icon.js'
import { call, forgetKey, key } from '../state/api.js'
import { tell } from '../state/chats.js'
import { KeysSection } from './keys-section.js'
import { type ChangeView, SettingsForm } from './settings-form.js'

/** What the server was started with, as it says it. */
interface ServerSettings {
  profile: Pick<Profile, 'name' | 'description' | 'privacy' | 'preference' | 'budget' | 'downloads'>
  llm: { id: string | null; reason: string; stays_here: boolean }
  key: { id: string; scopes: string[] } | null
  start: string
  /** Null: they are only looked at. */
  change: ChangeView | null
}

/** One thing that the server looked at. */
interface Finding {
  level: 'ok' | 'note' | 'problem'
  subject: string
  detail: string
  isAside?: boolean | undefined
  nextMove?: string | undefined
}

/** Opens what there is to know of the server: profile, LLM, privacy, budget, the key, and what is amiss. */
export function ServerButton() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [settings, setSettings] = useState<ServerSettings>()
  const load = () => {
    call<ServerSettings>('v1/settings').then(setSettings).catch(tell)
  }
  const open = () => {
    dialog.current?.showModal()
    load()
  }
  return (
    <>
      <button type="button" class="plain" onClick={open}>
        <Icon name="settings" label="About this server" />
      </button>
      <dialog ref={dialog} class="server" aria-labelledby="server-title">
        <div class="stack">
          <h2 id="server-title">About this server</h2>
          {settings && <SettingsList settings={settings} />}
          {settings?.change && (
            <details>
              <summary>Change the settings</summary>
              <SettingsForm key={settings.start} change={settings.change} onSaved={load} />
            </details>
          )}
          {settings?.key?.scopes.includes('admin') && <KeysSection own={settings.key.id} />}
          <Doctor />
          <span class="row">
            {key.value !== '' && (
              <button type="button" onClick={forgetKey}>
                Forget the key
              </button>
            )}
            <button type="button" class="strong" onClick={() => dialog.current?.close()}>
              Close
            </button>
          </span>
        </div>
      </dialog>
    </>
  )
}

function SettingsList({ settings: { profile, llm, key: own, change } }: { settings: ServerSettings }) {
  const { perRun } = profile.budget
  const rows: [string, string][] = [
    ['Profile', `${profile.name}: ${profile.description}`],
    ['Language model', llm.reason],
    [
      'Privacy',
      profile.privacy === 'local'
        ? 'Files stay on the machine of the server: no step sends them anywhere.'
        : 'Steps may send files to servers of models.',
    ],
    ['Models are chosen by', profile.preference],
    [
      'Downloads',
      profile.downloads
        ? 'Models are fetched when they are first needed.'
        : 'None: only models that are there.',
    ],
    [
      'Budget',
      perRun === undefined ? 'No limit for a question.' : `At most ${formatCost(perRun)} for a question.`,
    ],
    ['Key', own ? `${own.id}, for ${own.scopes.join(', ')}` : 'None is asked for.'],
  ]
  return (
    <>
      <dl class="fields">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {!change && (
        <p class="soft">
          These are changed by admins, or where the server is started: its profile (<code>--profile</code>),
          its settings (<code>--set</code>) and <code>--llm</code>.
        </p>
      )}
    </>
  )
}

function Doctor() {
  const [findings, setFindings] = useState<readonly Finding[]>()
  const [isLooking, setLooking] = useState(false)
  const [problem, setProblem] = useState('')
  const look = () => {
    setLooking(true)
    call<{ data: Finding[] }>('v1/doctor')
      .then(
        ({ data }) => setFindings(data),
        (error: Error) => setProblem(error.message),
      )
      .finally(() => setLooking(false))
  }
  return (
    <section class="stack" aria-labelledby="doctor-title">
      <h3 id="doctor-title">What works here</h3>
      <button type="button" onClick={look} disabled={isLooking}>
        {isLooking ? 'Looking …' : 'Look'}
      </button>
      {problem !== '' && <p class="failure">{problem}</p>}
      <ul class="findings">
        {(findings ?? [])
          .filter(({ isAside }) => !isAside)
          .map(({ level, subject, detail, nextMove }) => (
            <li key={subject} data-level={level}>
              <b>
                {levelWords[level]} {subject}:
              </b>{' '}
              {detail} {nextMove && <span>→ {nextMove}</span>}
            </li>
          ))}
      </ul>
    </section>
  )
}

const levelWords: Readonly<Record<Finding['level'], string>> = { ok: '✓', note: '•', problem: '✗ Problem,' }
