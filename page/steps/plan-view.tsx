import { useState } from 'preact/hooks'
import { formatCost, formatMs } from '../parts/format.js'
import { Guard } from '../parts/guard.js'
import { type ChatTurn, loadRecord, tell } from '../state/chats.js'
import type { RunView } from '../state/run-view.js'
import { PlanGraph } from './plan-graph.js'
import { StepPanel } from './step-panel.js'

/** What is done for a question: one line, and opened the plan with its steps. It is open while it runs. */
export function PlanView({
  turn,
  view,
  isRunning,
  open,
  onOpen,
}: {
  turn: ChatTurn
  view: RunView | undefined
  isRunning: boolean
  open: string | undefined
  onOpen: (step: string | undefined) => void
}) {
  const [isChosen, setChosen] = useState<boolean>()
  const isOpen = isChosen ?? (isRunning || open !== undefined)
  const steps = view?.steps ?? []
  const shown = steps.find(({ id }) => id === open)
  const count = view ? steps.length : (turn.steps ?? []).length
  if (!isRunning && count === 0 && (view?.planned.length ?? 0) === 0 && turn.answer !== undefined) return null
  return (
    <details
      class="plan"
      open={isOpen}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open === isOpen) return
        setChosen(currentTarget.open)
        if (currentTarget.open) loadRecord(turn).catch(tell)
        else onOpen(undefined)
      }}
    >
      <summary>{describePlan(view, count, isRunning)}</summary>
      {view && (
        <>
          <PlanGraph steps={steps} open={open} onOpen={onOpen} />
          {shown && (
            <Guard key={shown.id} what="this step" of={shown}>
              <StepPanel step={shown} run={view} turn={turn} onClose={() => onOpen(undefined)} />
            </Guard>
          )}
          <PlanNotes view={view} />
        </>
      )}
    </details>
  )
}

function describePlan(view: RunView | undefined, count: number, isRunning: boolean): string {
  const said = count === 1 ? '1 step' : `${count} steps`
  if (!isRunning) return said
  if (!view || view.planned.length === 0)
    return view?.waitsFor ? `Planning: ${view.waitsFor}` : count > 0 ? `${said}, still planning` : 'Planning'
  const running = view.steps.filter(({ state }) => state === 'running')
  const done = view.steps.filter(({ state }) => state !== 'running' && state !== 'waiting').length
  if (running.length > 0)
    return `${done} of ${said} done, running ${running.map(({ tool }) => tool).join(', ')}`
  return done === count ? `${said} done, answering` : `${done} of ${said} done`
}

/** Who planned and why, what stands in for what, and what it cost. */
function PlanNotes({ view: { planned, usage, durationMs } }: { view: RunView }) {
  const lines = planned.flatMap(({ by, notes, shortfalls = [] }, at) => [
    ...(at > 0 ? [`A step failed, so that a new plan was made (by ${by}).`] : []),
    ...notes,
    ...shortfalls.map(({ message }) => message).filter((message) => !notes.includes(message)),
  ])
  const models = Object.entries(usage?.models ?? {})
  return (
    <div class="notes">
      <ul>
        {lines.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {usage && (
        <p class="soft">
          {durationMs !== undefined && `${formatMs(durationMs)}. `}
          Cost: {formatCost(usage.costUsd)}
          {usage.llm.calls > 0 &&
            `, ${usage.llm.inputTokens + usage.llm.outputTokens} tokens of the language model`}
          {models.map(([id, used]) => `; ${id}: ${used.calls} × in ${formatMs(used.seconds * 1000)}`)}.
        </p>
      )}
    </div>
  )
}
