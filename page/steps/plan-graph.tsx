import { formatMs } from '../parts/format.js'
import { ScrollBox } from '../parts/scroll-box.js'
import type { StepState, StepView } from '../state/run-view.js'
import { layoutPlan, type PlacedStep } from './layout-plan.js'

/** Pixels. The lines are drawn between cards of this size. */
const [cardWidth, cardHeight, gapAcross, gapDown] = [200, 74, 44, 12]

const leftOf = ({ column }: PlacedStep) => column * (cardWidth + gapAcross)
const topOf = ({ row }: PlacedStep) => row * (cardHeight + gapDown)

/** The plan as a graph: a card a step, a line where one step's result goes into another. */
export function PlanGraph({
  steps,
  open,
  onOpen,
}: {
  steps: readonly StepView[]
  open: string | undefined
  onOpen: (step: string | undefined) => void
}) {
  if (steps.length === 0) return null
  const layout = layoutPlan(steps)
  const width = layout.columns * (cardWidth + gapAcross) - gapAcross
  const height = layout.rows * (cardHeight + gapDown) - gapDown
  return (
    <ScrollBox label="The plan" class="graph">
      <div class="canvas" style={{ width: `${width}px`, height: `${height}px` }}>
        <svg width={width} height={height} aria-hidden="true" focusable="false">
          {layout.edges.map(({ from, to }) => {
            const [x1, y1] = [leftOf(from) + cardWidth, topOf(from) + cardHeight / 2]
            const [x2, y2] = [leftOf(to), topOf(to) + cardHeight / 2]
            const bend = (x2 - x1) / 2
            const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
            return <path key={`${from.step.id} ${to.step.id}`} d={path} />
          })}
        </svg>
        <ol>
          {layout.steps.map((placed) => (
            <li key={placed.step.id} style={{ left: `${leftOf(placed)}px`, top: `${topOf(placed)}px` }}>
              <StepCard step={placed.step} isOpen={placed.step.id === open} onOpen={onOpen} />
            </li>
          ))}
        </ol>
      </div>
    </ScrollBox>
  )
}

export const stateWords: Readonly<Record<StepState, string>> = {
  waiting: 'waits',
  running: 'runs',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'stopped',
  'not-needed': 'not needed',
}

function StepCard({
  step,
  isOpen,
  onOpen,
}: {
  step: StepView
  isOpen: boolean
  onOpen: (step: string | undefined) => void
}) {
  const { id, tool, state, durationMs, cacheHit, fraction, waitsFor, candidate } = step
  const took = cacheHit ? 'remembered' : durationMs === undefined ? '' : formatMs(durationMs)
  return (
    <button
      type="button"
      class="card"
      data-state={state}
      data-step={id}
      aria-expanded={isOpen}
      onClick={() => onOpen(isOpen ? undefined : id)}
    >
      <span class="card-head">
        <b>{id}</b> <span>{stateWords[state]}</span> <span class="soft">{took}</span>
      </span>
      <span class="card-tool">{tool}</span>
      <span class="card-model soft">{waitsFor ?? candidate ?? ''}</span>
      {state === 'running' && (
        <progress
          aria-label={`Progress of ${id}`}
          {...(fraction !== undefined && { value: fraction })}
          max={1}
        />
      )}
    </button>
  )
}
