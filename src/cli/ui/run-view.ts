import { tellsEarlyStart } from '../../agent/early-steps.js'
import type { RunEvent } from '../../agent/events.js'
import { formatBytes, formatMs } from '../../core/format.js'
import type { StepReport } from '../../executors/step-report.js'
import { describeMedia } from '../../media/media.js'
import { renderPlan } from '../../plan/render-plan.js'
import { tellsLlmFailure } from '../../planner/choose-planner.js'
import { printable } from './printable.js'
import { renderBar } from './render-bar.js'
import type { Terminal } from './terminal.js'

export interface RunViewOptions {
  terminal: Terminal
  /** Show the plan as a tree before it runs. */
  showPlan?: boolean | undefined
  /** Write the answer as it comes; false when something else prints it. */
  showAnswer?: boolean | undefined
}

/** Plans of more steps are counted on a terminal: a line each would push the answer's beginning out of sight. */
const mostLines = 8

/**
 * Shows a run to a person: on a terminal one live line (what runs now, or the download with its bar) below a line for each
 * finished step, or for all of them where they are many; elsewhere, and where the plan is wanted, plain lines that tell more. What the answer says is not said
 * before it: why a step failed, and on a terminal what it found. Progress goes to stderr, the answer to stdout.
 */
export async function createRunView({ terminal, showPlan = false, showAnswer = true }: RunViewOptions) {
  const { err, errColor: color } = terminal
  // What draws is slow to load, and of no use elsewhere.
  const spinner = terminal.interactive ? (await import('./live-line.js')).createLiveLine(terminal) : undefined
  const running = new Map<string, { tool: string; fraction?: number }>()
  const downloads = new Map<string, { loadedBytes: number; totalBytes: number; tenth: number }>()
  /** Models that are whole: their end may be told of more than once. */
  const downloaded = new Set<string>()
  /** Failed steps whose reason the answer is expected to say. */
  const failed: StepReport[] = []
  /** All that was written: no reason is said twice. */
  let told = ''
  let answering = false
  let beganEarly = false
  let counted = { all: 0, done: 0, startedMs: 0 }
  const isBrief = spinner !== undefined && !showPlan

  const line = (text: string): void => {
    spinner?.clear()
    err(`${text}\n`)
    told += text
    spinner?.render()
  }

  const live = (): void => {
    if (!spinner) return
    const text = downloads.size > 0 ? downloadBar(downloads) : runningText()
    if (!text || answering) {
      spinner.stop()
      return
    }
    spinner.text = text
    if (!spinner.isSpinning) spinner.start()
  }

  const isMany = () => isBrief && counted.all > mostLines

  const runningText = (): string =>
    isMany()
      ? `${counted.done} of ${counted.all} steps`
      : [...running]
          .map(
            ([step, { tool, fraction }]) =>
              `${step} ${tool}${fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`}`,
          )
          .join(', ')

  function show(raw: RunEvent): void {
    const event = printableEvent(raw)
    switch (event.type) {
      case 'run-started':
        if (spinner) {
          spinner.text = 'planning'
          spinner.start()
        }
        return
      case 'media-ingested':
        if (isBrief) return
        line(
          `${color.dim(`$${event.reference}`)} ${event.media.name ?? ''} ${color.dim(describeMedia(event.media))}`,
        )
        return
      case 'plan-created': {
        const { plan, by, notes } = event.planned
        beganEarly = notes.some(tellsEarlyStart)
        counted = { all: plan.steps.length, done: 0, startedMs: raw.atMs }
        if (isBrief || (plan.steps.length === 0 && !showPlan)) {
          // The error that ends a run without steps says it.
          if (plan.steps.length > 0)
            for (const note of notes.filter(tellsLlmFailure)) line(color.yellow(`! ${note}`))
          return
        }
        const steps = plan.steps.length === 1 ? '1 step' : `${plan.steps.length} steps`
        line(
          `${color.bold('plan')} ${steps}, by ${by === 'llm' ? 'the LLM' : by === 'rules' ? 'rules' : 'the caller'}`,
        )
        for (const note of notes) line(color.dim(`  ${note}`))
        if (showPlan && plan.steps.length > 0) line(indent(renderPlan(plan)))
        return
      }
      case 'approval-requested':
        if (spinner?.isSpinning) spinner.stop()
        return
      case 'approval-decided':
        return
      case 'step-started':
        running.set(event.step, { tool: event.tool })
        break
      case 'step-routed':
        return
      case 'step-progress':
        running.set(event.step, { tool: running.get(event.step)?.tool ?? '', fraction: event.fraction })
        break
      case 'model-download':
        showDownload(event)
        break
      case 'model-load':
        return
      case 'step-retried':
        // Why another candidate was taken is in the answer, whether that one worked or not.
        if (isBrief && !event.error.retryable) return
        line(color.yellow(`! ${event.step} ${whatHappened(event, told)} ${event.nextMove}`))
        break
      case 'step-finished':
        running.delete(event.step)
        counted.done += 1
        if (event.report.status === 'failed') failed.push(event.report)
        // That all of it was stopped is said by who stops it.
        if (isBrief && event.report.status === 'cancelled') break
        if (!isMany() || event.report.status === 'failed') line(finishedLine(event))
        if (isMany() && counted.done === counted.all)
          line(
            `${color.green('✓')} ${counted.all} steps ${color.dim(formatMs(raw.atMs - counted.startedMs))}`,
          )
        break
      case 'answer-delta':
        // Stopping it again would take the cursor back to the beginning of the line.
        if (spinner?.isSpinning) spinner.stop()
        if (!showAnswer) return
        if (!answering) err('\n')
        answering = true
        told += event.text
        terminal.out(event.text)
        return
      case 'run-finished':
      case 'run-failed':
        spinner?.stop()
        if (answering) terminal.out('\n')
        if (event.type === 'run-finished' && event.status !== 'answered') sayUntold()
        return
    }
    live()
  }

  /** An LLM may answer without the reason why a step failed, and then nobody else says what to do. */
  function sayUntold(): void {
    for (const { id, tool, error } of failed)
      if (error && !told.includes(error.message))
        line(`${color.red('✗')} ${color.bold(id)} ${tool}: ${error.message}`)
  }

  function showDownload({
    model,
    loadedBytes,
    totalBytes,
  }: Extract<RunEvent, { type: 'model-download' }>): void {
    if (downloaded.has(model) && loadedBytes >= totalBytes) return
    const before = downloads.get(model)
    const tenth = totalBytes > 0 ? Math.floor((10 * loadedBytes) / totalBytes) : 0
    if (!spinner && tenth !== before?.tenth && (tenth < 10 || !before)) {
      line(`downloading ${model}: ${formatBytes(loadedBytes)} of ${formatBytes(totalBytes)}`)
    }
    downloads.set(model, { loadedBytes, totalBytes, tenth })
    if (loadedBytes < totalBytes) return
    downloads.delete(model)
    downloaded.add(model)
    // `line` draws the live line again: no longer the bar.
    live()
    line(`${color.green('✓')} downloaded ${model} ${color.dim(formatBytes(totalBytes))}`)
  }

  function finishedLine({
    report,
    durationMs,
    cacheHit,
  }: Extract<RunEvent, { type: 'step-finished' }>): string {
    const head = `${color.bold(report.id)} ${report.tool}`
    if (report.status === 'done') {
      // What began while the plan was being written counts as a hit, and is no memory of an earlier run.
      const how = !cacheHit ? formatMs(durationMs) : beganEarly ? '' : 'remembered'
      const found = isBrief ? '' : ` ${firstLine(report.summary ?? '')}`
      return `${color.green('✓')} ${head}${how && ` ${color.dim(how)}`}${found}`
    }
    if (report.status === 'not-needed')
      return `${color.dim('○')} ${head} ${color.dim(`not needed: ${report.reason ?? ''}`)}`
    const mark = report.status === 'failed' ? color.red('✗') : color.yellow('-')
    return `${mark} ${head} ${report.status}${showAnswer ? '' : `: ${report.error?.message ?? ''}`}`
  }

  return { show, stop: () => void spinner?.stop() }
}

/** One bar over everything that is being downloaded. */
function downloadBar(downloads: ReadonlyMap<string, { loadedBytes: number; totalBytes: number }>): string {
  const all = [...downloads.values()]
  const value = all.reduce((sum, { loadedBytes }) => sum + loadedBytes, 0)
  const total = all.reduce((sum, { totalBytes }) => sum + totalBytes, 0)
  const progress = total > 0 ? value / total : 0
  return `downloading ${[...downloads.keys()].join(', ')} ${renderBar(progress)} ${Math.floor(progress * 100)} % ${formatBytes(value)} of ${formatBytes(total)}`
}

/** Much of an event is content: what models read, what files are called, what a plan quotes. */
function printableEvent(event: RunEvent): RunEvent {
  return JSON.parse(JSON.stringify(event), (_key, value) =>
    typeof value === 'string' ? printable(value) : value,
  )
}

/** An error that is not tried again in the same way is in the answer, if nothing else works; one that was told is not told again. */
function whatHappened(
  { error, candidate }: Extract<RunEvent, { type: 'step-retried' }>,
  told: string,
): string {
  if (!error.retryable) return `${candidate} can't do it (${error.code}).`
  return told.includes(error.message) ? `${candidate}: the same (${error.code}).` : error.message
}

const indent = (text: string): string => text.replace(/^/gm, '  ')

function firstLine(text: string): string {
  const [first = '', ...rest] = text.split('\n')
  return rest.length > 0 ? `${first} …` : first
}
