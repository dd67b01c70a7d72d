import type { ApprovalDecision, Approve } from '../../agent/approval/approval.js'
import type { ApprovalDesk } from './approval-desk.js'

/** Thrown by a run that goes on when a person has decided, or when the time for that is over: no process waits meanwhile. */
export class ParkedRun extends Error {
  override readonly name = 'ParkedRun'
  /** When it goes on by itself, milliseconds since 1970. */
  readonly untilMs: number

  constructor(untilMs: number) {
    super('The run waits for a decision on its plan.')
    this.untilMs = untilMs
  }
}

/**
 * Asks by putting the question down and leaving the run: whichever process goes on with it later finds the decision.
 *
 * @throws ParkedRun while nobody has decided
 */
export const approveLater =
  (desk: ApprovalDesk): Approve =>
  async (request, { media, earlier }): Promise<ApprovalDecision | undefined> => {
    const { runId, hash } = request
    const decided = await desk.decision(runId, hash)
    if (decided) return decided
    const waiting = await desk.ask({ request, media, earlier })
    const untilMs = Date.parse(waiting.request.expiresAt)
    if (untilMs <= Date.now()) return undefined
    throw new ParkedRun(untilMs)
  }
