import type { Candidate } from './candidate.js'

/** A candidate that was not chosen, and why. */
export interface Rejection {
  candidate: string
  reason: string
}

/** The choice for a step: candidates in the order to try them, each with why it stands there. */
export interface Route {
  /** The first is the choice, the rest are fall-backs. Never empty. */
  ranked: readonly { candidate: Candidate; id: string; reason: string }[]
  rejected: readonly Rejection[]
}

/** No candidate can run. */
export interface NoRoute {
  rejected: readonly Rejection[]
  /** "3 candidates: A needs 6 GB, 2 GB free; B is remote, the profile is local; C ..." plus the next move. */
  message: string
}
