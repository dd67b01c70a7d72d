import { useState } from 'preact/hooks'
import type { Step } from '../../src/plan/plan.js'
import type { ForecastStep } from '../../src/routing/forecast.js'
import { formatBytes, formatCost } from '../parts/format.js'
import { call } from '../state/api.js'
import { problem, tell } from '../state/chats.js'
import type { WaitingPlan } from '../state/run-view.js'
import { StepEditor } from './step-editor.js'

/** A plan that waits: its steps, its price and what goes to whom, with what one may decide. */
export function ApprovalPanel({ run, waiting }: { run: string; waiting: WaitingPlan }) {
  const { request, signature } = waiting
  const { plan, hash, reasons, forecast, expiresAt } = request
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [changed, setChanged] = useState<ReadonlyMap<string, Step>>(new Map())
  const [unread, setUnread] = useState<readonly string[]>([])
  const [isSent, setSent] = useState(false)
  const steps = plan.steps.flatMap((step) => (left.has(step.id) ? [] : (changed.get(step.id) ?? step)))
  const isChanged = JSON.stringify(steps) !== JSON.stringify(plan.steps)
  const isEmpty = plan.steps.length > 0 && steps.length === 0
  // What would run there is not what is written there.
  const open = unread.filter((id) => !left.has(id))

  const decide = (decision: object) => {
    setSent(true)
    // What was wrong with the decision before is wrong no more.
    problem.value = ''
    call(`v1/runs/${run}/approval`, { method: 'POST', body: { hash, signature, ...decision } }).catch(
      (error) => {
        setSent(false)
        tell(error)
      },
    )
  }
  const turn = (id: string) =>
    setLeft((before) => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })

  return (
    <section class="approval stack" aria-label="A plan waits for you">
      <h3>Run this plan?</h3>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <ol>
        {plan.steps.map((planned) => {
          const { id, tool, model } = changed.get(planned.id) ?? planned
          const step = forecast.steps.find((one) => one.id === id)
          return (
            <li key={id}>
              <label>
                <input type="checkbox" checked={!left.has(id)} disabled={isSent} onChange={() => turn(id)} />{' '}
                {id} {tool}
                {model && `, model ${model}`}
              </label>
              {step && describeStep(step).map((line) => <p key={line}>{line}</p>)}
              <details>
                <summary>
                  Change<span class="hidden"> {id}</span>
                </summary>
                <StepEditor
                  step={changed.get(id) ?? planned}
                  planned={planned}
                  onChange={(step, isRead) => {
                    setChanged((before) => new Map(before).set(id, step))
                    setUnread((before) => [...before.filter((one) => one !== id), ...(isRead ? [] : [id])])
                  }}
                />
              </details>
            </li>
          )
        })}
      </ol>
      {forecast.llm && forecast.llm.refused === undefined && (
        <p>
          {forecast.llm.id}{' '}
          {forecast.llm.leaves ? 'is told the request and the results' : 'runs on the server'}
          {forecast.llm.leaves &&
            forecast.llm.sees.length > 0 &&
            `, and is shown ${forecast.llm.sees.join(', ')}`}
          {forecast.llm.costUsd === undefined ? ', price unknown' : `, ${formatCost(forecast.llm.costUsd)}`}.
        </p>
      )}
      <p>
        {describeLeaving(forecast.leaving)} Estimated cost: {formatCost(forecast.costUsd)}
        {forecast.unpriced.length > 0 && `, without ${forecast.unpriced.join(', ')}`}.
      </p>
      <p class="soft">It is declined by itself at {new Date(expiresAt).toLocaleTimeString()}.</p>
      {open.length > 0 && <p class="failure">What is written in {open.join(', ')} can't be read yet.</p>}
      <span class="row">
        <button
          type="button"
          class="strong"
          disabled={isSent || isEmpty || open.length > 0}
          onClick={() => decide(isChanged ? { decision: 'edit', plan: { steps } } : { decision: 'approve' })}
        >
          {describeDecision([...left], steps.some(({ id }) => changed.has(id)) && isChanged)}
        </button>
        <button type="button" disabled={isSent} onClick={() => decide({ decision: 'decline' })}>
          Decline
        </button>
      </span>
    </section>
  )
}

function describeDecision(left: readonly string[], isChanged: boolean): string {
  const without = left.length === 0 ? '' : ` without ${left.join(', ')}`
  return `Run it${isChanged ? ' as changed' : ''}${without}`
}

function describeStep({
  candidate,
  place,
  reason,
  leaves,
  media,
  results,
  standIns,
  costUsd,
}: ForecastStep): string[] {
  if (candidate === undefined)
    return [place === 'nowhere' ? `Can't run: ${reason}` : `Runs ${place} (${reason}).`]
  const inputs = [...Object.keys(media), ...results.map((id) => `the result of ${id}`)].join(', ')
  const sends = leaves ? `sends ${inputs || 'its text'}` : 'sends nothing off the machine'
  return [
    `Runs on ${candidate} ${place}, ${sends}, ${priceOf(costUsd)}.`,
    ...standIns.map((one) => `If that fails: ${one.candidate} ${one.place}, ${priceOf(one.costUsd)}.`),
  ]
}

const priceOf = (costUsd: number | undefined): string =>
  costUsd === undefined ? 'price unknown' : costUsd === 0 ? 'free' : `${formatCost(costUsd)} a call`

function describeLeaving(leaving: Readonly<Record<string, number>>): string {
  const files = Object.keys(leaving)
  if (files.length === 0) return 'No file leaves the machine.'
  const bytes = Object.values(leaving).reduce((sum, size) => sum + size, 0)
  return `Leaves the machine: ${files.join(', ')} (${formatBytes(bytes)}).`
}
