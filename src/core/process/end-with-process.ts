import type { ChildProcess } from 'node:child_process'

const children = new Set<ChildProcess>()

/**
 * Kills a child when this process exits. Children of ours end by themselves when their parent is gone, but one that is
 * stuck in a decoder or a model notices nothing.
 */
export function endWithThisProcess(child: ChildProcess): void {
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
