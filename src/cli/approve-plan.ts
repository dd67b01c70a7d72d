import type { Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { ApprovalRequest, Approve } from '../agent/approval/approval.js'
import { describeWork } from './ui/describe-forecast.js'
import { printable } from './ui/printable.js'
import type { Terminal } from './ui/terminal.js'

export interface ApproverOptions {
  terminal: Terminal
  /** Approve all that is asked, and only show it: `--approve`. */
  all?: boolean | undefined
  /** Called before anything is written: takes a live line away. */
  pause: () => void
  /** Asks a yes-or-no question. Undefined: nobody can be asked, so that plans that need approval don't run. */
  ask: ((question: string, signal: AbortSignal) => Promise<boolean>) | undefined
}

/** Decides on plans by showing what they would do, and asking the person at the terminal. */
export function createApprover({ terminal, all = false, pause, ask }: ApproverOptions): Approve | undefined {
  if (!all && !ask) return undefined
  return async (request, { signal }) => {
    pause()
    terminal.err(`${printable(describeRequest(request))}\n`)
    const isApproved = all || (ask !== undefined && (await ask('Run this plan?', signal)))
    return isApproved ? { decision: 'approve', hash: request.hash } : { decision: 'decline' }
  }
}

function describeRequest({ plan, reasons, forecast }: ApprovalRequest): string {
  const inputs = plan.steps.map(({ id, tool, model, input }) =>
    [`${id} ${tool}`, model && `model ${model}`, JSON.stringify(input)].filter(Boolean).join(' '),
  )
  return ['', ...reasons, '', ...inputs, '', ...describeWork(forecast)].join('\n')
}

/** Asks on a terminal that nothing else reads. Esc and an abort are a no. */
export async function confirmOnTerminal(
  message: string,
  signal: AbortSignal,
  streams: { input?: Readable; output: Writable } = { output: process.stderr },
): Promise<boolean> {
  const { cancel, confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message, initialValue: false, signal, ...streams })
  // The prompt leaves its first choice, Yes, crossed out, which is easily taken for the answer.
  if (isCancel(answer)) cancel('No: the plan does not run.', streams)
  return answer === true
}

/** Asks within a chat, whose lines are already being read. */
export const confirmInChat =
  (lines: Interface) =>
  (message: string, signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      const decline = () => resolve(false)
      lines.once('close', decline)
      signal.addEventListener('abort', () => lines.off('close', decline))
      lines.question(`${message} (y/n) `, { signal }, (answer) => {
        lines.off('close', decline)
        resolve(/^\s*y(es)?\s*$/i.test(answer))
      })
    })
