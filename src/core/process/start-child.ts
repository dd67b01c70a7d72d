import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'
import { Socket } from 'node:net'

/** How a child process of ours is started. */
export interface ChildSpec {
  program: string
  args: readonly string[]
  options: ForkOptions
}

const ahead = new Map<string, ChildProcess>()
/** Which child that was started ahead stands in for which other, by their specifications. */
const standIns = new Map<string, string>()

/**
 * Starts a child for a `startChild` that will come soon with the same specification, so that it is ready by then. Until it
 * is asked for it keeps nothing alive, and it ends with this process.
 */
export function startChildAhead(
  spec: ChildSpec,
  {
    lendTo,
  }: {
    /** Another kind of child whose work it can do until it is asked for: see `borrowChild`. */
    lendTo?: ChildSpec | undefined
  } = {},
): void {
  const key = keyOf(spec)
  if (lendTo) standIns.set(keyOf(lendTo), key)
  if (ahead.has(key)) return
  const child = fresh(spec)
  holdChild(child, false)
  ahead.set(key, child)
}

/**
 * A child that was started ahead for other work and does this work meanwhile, where there is one. Whoever asks for it by
 * its own specification before it is given back gets a fresh one.
 */
export function borrowChild(spec: ChildSpec): { child: ChildProcess; giveBack(): void } | undefined {
  const owner = standIns.get(keyOf(spec))
  const child = owner === undefined ? undefined : takeAhead(owner)
  if (owner === undefined || !child) return undefined
  return {
    child,
    giveBack() {
      holdChild(child, false)
      if (!ahead.has(owner)) ahead.set(owner, child)
    },
  }
}

/** The child that was started ahead, where there is one that lives, or a fresh one. It ends with this process. */
export function startChild(spec: ChildSpec): ChildProcess {
  return takeAhead(keyOf(spec)) ?? fresh(spec)
}

const keyOf = (spec: ChildSpec): string => JSON.stringify(spec)

function takeAhead(key: string): ChildProcess | undefined {
  const started = ahead.get(key)
  ahead.delete(key)
  const lives = started?.connected === true && started.exitCode === null && started.signalCode === null
  return lives ? started : undefined
}

function fresh({ program, args, options }: ChildSpec): ChildProcess {
  const child = fork(program, args, options)
  endWithThisProcess(child)
  return child
}

/** Whether a child keeps this process alive, with all that ties it to the event loop. */
export function holdChild(child: ChildProcess, held: boolean): void {
  const sockets = [child.stdout, child.stderr].filter((stream) => stream instanceof Socket)
  for (const handle of [child, child.channel, ...sockets]) {
    if (held) handle?.ref()
    else handle?.unref()
  }
}

const children = new Set<ChildProcess>()

/**
 * Kills a child when this process exits. Children of ours end by themselves when their parent is gone, but one that is
 * stuck in a decoder or a model notices nothing.
 */
function endWithThisProcess(child: ChildProcess): void {
  if (children.size === 0) process.on('exit', killAll)
  children.add(child)
  const forget = () => {
    children.delete(child)
    if (children.size === 0) process.off('exit', killAll)
  }
  child.once('exit', forget)
  child.once('error', forget)
}

function killAll(): void {
  for (const child of children) child.kill('SIGKILL')
}
