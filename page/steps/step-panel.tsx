import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { CallRecord } from '../../src/executors/step-record.js'
import type { Media } from '../../src/media/media.js'
import { JudgeButtons } from '../chat/judge-buttons.js'
import { useFocusBack } from '../parts/focus.js'
import { formatMs } from '../parts/format.js'
import { Icon } from '../parts/icon.js'
import { MarkedFile } from '../parts/marked-text.js'
import { MediaView } from '../parts/media-view.js'
import { ScrollBox } from '../parts/scroll-box.js'
import { TableHead } from '../parts/table-head.js'
import { askAgain, type ChatTurn, tell } from '../state/chats.js'
import type { RunView, StepView } from '../state/run-view.js'
import { filesOf } from './files-of.js'
import { passagesIn, passagesOf } from './passages-of.js'
import { stateWords } from './plan-graph.js'
import { RestsOn } from './rests-on.js'
import { StepInput } from './step-input.js'
import { drawsOnFiles, StepOutput } from './step-output.js'

/** A step opened: what went in, what came out, which model did it and why, and what was tried. */
export function StepPanel({
  step,
  run,
  turn,
  onClose,
}: {
  step: StepView
  run: RunView
  turn: ChatTurn
  onClose: () => void
}) {
  useFocusBack()
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' })
    panel.current?.focus({ preventScroll: true })
  }, [])
  const files = useMemo(() => filesOf(step, run), [step, run])
  const restsOn = (run.evidence ?? []).filter((one) => one.step === step.id && one.foundBy !== step.id)
  const { report } = step
  return (
    <section
      ref={panel}
      class="step"
      tabIndex={-1}
      aria-label={`Step ${step.id}`}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header class="row">
        <h3>
          {step.id} {step.tool}
        </h3>
        <span class="soft">
          {stateWords[step.state]}
          {step.durationMs !== undefined && `, ${formatMs(step.durationMs)}`}
          {step.cacheHit && ', remembered from before'}
        </span>
        <span class="grow" />
        {turn.answer !== undefined && step.report && <JudgeButtons turn={turn} step={step.id} />}
        <button type="button" class="plain small" onClick={onClose}>
          <Icon name="close" label={`Close step ${step.id}`} />
        </button>
      </header>
      {report?.summary && (
        <p class="words" dir="auto">
          {report.summary}
        </p>
      )}
      {report?.error && <p class="failure">{report.error.message}</p>}
      {report?.reason && <p>It was not needed: {report.reason}.</p>}
      {report?.output !== undefined && (
        <StepOutput output={report.output} files={files} said={report.summary} />
      )}
      <RestsOn evidence={restsOn} run={run} />
      {!drawsOnFiles(report?.output, files) && files.length > 0 && (
        <div class="files">
          {files.slice(0, mostFiles).map((media) => (
            <StepFile key={media.digest} media={media} step={step} run={run} />
          ))}
        </div>
      )}
      <details>
        <summary>Input</summary>
        <StepInput input={step.input} media={run.media} passages={passagesOf(report?.output)} />
      </details>
      <h4>Model</h4>
      <StepModel step={step} turn={turn} />
    </section>
  )
}

/** Most files that are shown as what a step worked on. */
const mostFiles = 20

/** A file that a step worked on; of a text, with what the step found in it. */
function StepFile({ media, step, run }: { media: Media; step: StepView; run: RunView }) {
  const { evidence = [] } = run
  const passages = passagesIn(media.digest, { evidence, step: step.id, output: step.report?.output })
  return (
    <div class="stack">
      <MediaView media={media} />
      {media.modality === 'text' && <MarkedFile media={media} passages={passages} />}
    </div>
  )
}

function StepModel({ step, turn }: { step: StepView; turn: ChatTurn }) {
  const { candidate, reason, retries, calls = [], report } = step
  if (candidate === undefined && calls.length === 0) return <p class="soft">No model was needed yet.</p>
  return (
    <>
      {candidate !== undefined && (
        <p>
          <b>{candidate}</b>
          {reason !== undefined && `: ${reason}`}
        </p>
      )}
      {report?.provenance && <p>{report.provenance}</p>}
      <ul>
        {retries.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <Attempts calls={calls} />
      <OtherModels step={step} turn={turn} />
    </>
  )
}

function Attempts({ calls }: { calls: readonly CallRecord[] }) {
  const attempts = calls.flatMap(({ attempts }) => attempts)
  if (attempts.length === 0) return null
  return (
    <ScrollBox label="Attempts">
      <table>
        <caption>Attempts</caption>
        <TableHead columns={['Model', 'Time', 'Outcome']} />
        <tbody>
          {attempts.slice(0, 100).map(({ candidate, durationMs, error }, at) => (
            <tr key={at}>
              <td>{candidate}</td>
              <td>{formatMs(durationMs)}</td>
              <td>{error ? error.message : 'done'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

/** Other models that could have done it, to try; and those that could not, with why. */
function OtherModels({ step, turn }: { step: StepView; turn: ChatTurn }) {
  const route = step.calls?.find(({ route }) => route !== undefined)?.route
  if (!route) return null
  const chosen = route.ranked.find(({ id }) => id === step.candidate)?.candidate.model
  // A plan names models of the Hub, not folders and not precisions.
  const others = route.ranked.filter(
    ({ candidate: { model } }) => model !== chosen && /^[\w.-]+\/[\w.-]+$/.test(model),
  )
  const isOver = turn.status !== 'running'
  return (
    <details>
      <summary>Other models</summary>
      <ul>
        {others.map(({ id, reason, candidate }) => (
          <li key={id}>
            <b>{id}</b>: {reason}{' '}
            {isOver && (
              <button
                type="button"
                class="small"
                onClick={() => askAgain(turn, { [step.id]: candidate.model }).catch(tell)}
              >
                Try again with it
              </button>
            )}
          </li>
        ))}
        {route.rejected.map(({ candidate, reason }) => (
          <li key={candidate} class="soft">
            {candidate}: {reason}
          </li>
        ))}
      </ul>
      {route.selection && <p>{route.selection}</p>}
    </details>
  )
}
