import { useState } from 'preact/hooks'
import type { Media } from '../../src/media/media.js'
import { focusWhenShown, useFocusBack } from '../parts/focus.js'
import { formatCost, formatMs } from '../parts/format.js'
import { Icon } from '../parts/icon.js'
import { Markdown } from '../parts/markdown.js'
import { MediaView } from '../parts/media-view.js'
import {
  ask,
  askAgain,
  type ChatTurn,
  loadRecord,
  showVersion,
  stop,
  tell,
  versionsOf,
  viewOf,
} from '../state/chats.js'
import type { RunView } from '../state/run-view.js'
import { ApprovalPanel } from '../steps/approval-panel.js'
import { PlanView } from '../steps/plan-view.js'
import { focusQuestion } from './focus-question.js'
import { JudgeButtons } from './judge-buttons.js'

/** A question, what was done for it, and its answer. */
export function TurnView({ turn }: { turn: ChatTurn }) {
  const view = viewOf(turn).value
  const [isEdited, setEdited] = useState(false)
  const [step, setStep] = useState<string>()
  const isRunning = turn.status === 'running' && (view === undefined || view.status === 'running')
  const steps = view?.steps ?? turn.steps ?? []

  const openStep = (id: string | undefined) => {
    setStep(id)
    loadRecord(turn).catch(tell)
  }
  const cite = (word: string) =>
    steps.some(({ id }) => id === word) ? (
      <button
        type="button"
        class="cite"
        key={word}
        aria-expanded={step === word}
        onClick={() => openStep(word)}
      >
        <span class="hidden">What it rests on: step </span>
        {word}
      </button>
    ) : undefined

  return (
    <article class="turn" aria-label={`Question: ${turn.text.slice(0, 80) || 'files'}`}>
      <section class="question">
        {turn.media.length > 0 && (
          <div class="files">
            {turn.media.map((media) => (
              <MediaView key={media.digest} media={media} />
            ))}
          </div>
        )}
        {isEdited ? (
          <EditQuestion turn={turn} onEnd={() => setEdited(false)} />
        ) : (
          <h2 class="words" dir="auto">
            {turn.text || 'Files without a question'}
          </h2>
        )}
        <div class="row tools">
          <Versions turn={turn} />
          <button
            type="button"
            class="plain small"
            aria-expanded={isEdited}
            onClick={() => setEdited(!isEdited)}
          >
            <Icon name="edit" label="Edit the question and ask again" />
          </button>
        </div>
      </section>
      <section class="answer" aria-busy={isRunning}>
        <PlanView turn={turn} view={view} isRunning={isRunning} open={step} onOpen={openStep} />
        {isRunning && view?.approval && (
          <ApprovalPanel key={view.approval.request.hash} run={turn.run} waiting={view.approval} />
        )}
        <Answer turn={turn} view={view} cite={cite} />
        {turn.made && <MadeFiles made={turn.made} />}
        <div class="row tools">
          {isRunning ? (
            <button type="button" onClick={() => stop(turn).catch(tell)}>
              <Icon name="stop" /> Stop
            </button>
          ) : (
            <>
              <button type="button" class="plain small" onClick={() => askAgain(turn, {}).catch(tell)}>
                <Icon name="again" label="Ask again" />
              </button>
              <button type="button" class="plain small" onClick={() => copy(turn.answer ?? '')}>
                <Icon name="copy" label="Copy the answer" />
              </button>
              {turn.answer !== undefined && <JudgeButtons turn={turn} />}
              <span class="soft">{describeEnd(turn)}</span>
            </>
          )}
        </div>
      </section>
    </article>
  )
}

function Answer({
  turn,
  view,
  cite,
}: {
  turn: ChatTurn
  view: RunView | undefined
  cite: Parameters<typeof Markdown>[0]['mark']
}) {
  const text = turn.answer ?? view?.answer ?? ''
  const error = turn.error ?? view?.error
  const status = turn.status === 'running' ? (view?.status ?? 'running') : turn.status
  return (
    <>
      {text !== '' && <Markdown text={text} mark={cite} />}
      {status === 'cancelled' && <p class="soft">It was stopped.</p>}
      {error && status !== 'cancelled' && (
        <p class="failure">
          {error.message} <span class="soft">({error.code})</span>
        </p>
      )}
    </>
  )
}

/** Files that are shown under an answer; the steps have all. */
const mostMade = 12

function MadeFiles({ made }: { made: readonly Media[] }) {
  return (
    <section class="stack" aria-label="Files that were made">
      <div class="files">
        {made.slice(0, mostMade).map((media) => (
          <MediaView key={media.digest} media={media} isMade />
        ))}
      </div>
      {made.length > mostMade && (
        <p class="soft">{made.length - mostMade} more are in the steps that made them.</p>
      )}
    </section>
  )
}

/** Which of several versions of a question is shown. */
function Versions({ turn }: { turn: ChatTurn }) {
  const versions = versionsOf(turn)
  if (versions.length < 2) return null
  const at = versions.findIndex(({ id }) => id === turn.id)
  const [before, after] = [versions[at - 1], versions[at + 1]]
  return (
    <span class="row">
      <button
        type="button"
        class="plain small"
        disabled={!before}
        onClick={() => before && showVersion(before)}
      >
        <Icon name="previous" label="The version before" />
      </button>
      <span>
        <span class="hidden">Version </span>
        {at + 1} / {versions.length}
      </span>
      <button type="button" class="plain small" disabled={!after} onClick={() => after && showVersion(after)}>
        <Icon name="next" label="The next version" />
      </button>
    </span>
  )
}

function EditQuestion({ turn, onEnd }: { turn: ChatTurn; onEnd: () => void }) {
  useFocusBack()
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        const text = String(new FormData(event.currentTarget).get('text'))
        onEnd()
        focusQuestion()
        ask(text, turn.media, turn.after).catch(tell)
      }}
    >
      <label>
        <span class="hidden">The question</span>
        <textarea name="text" rows={3} defaultValue={turn.text} ref={focusWhenShown} />
      </label>
      <span class="row">
        <button type="submit" class="strong">
          Ask again
        </button>
        <button type="button" onClick={onEnd}>
          Leave it
        </button>
      </span>
    </form>
  )
}

const describeEnd = ({ durationMs, costUsd }: ChatTurn): string =>
  durationMs === undefined ? '' : `${formatMs(durationMs)}, cost ${formatCost(costUsd ?? 0)}`

function copy(text: string): void {
  navigator.clipboard.writeText(text).catch(tell)
}
