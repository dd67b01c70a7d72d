import type { Candidate } from '../config/candidate.js'

/** A candidate that was not chosen, and why. */
export interface Rejection {
  candidate: string
  reason: string
}

/** A candidate that may run the call. */
export interface Ranked {
  candidate: Candidate
  id: string
  /** Why it stands in its place. */
  reason: string
  /** How long a call is expected to take, milliseconds: measured and rated. */
  expectedMs: number
  /** How many measured calls that rests on, old ones counting less; 0: on the rating alone. */
  measuredCalls: number
  /** Estimated US dollars of the call: 0 on this machine, absent when the catalogue has no price. */
  costUsd?: number | undefined
}

/** The choice for a step: candidates in the order to try them, each with why it stands there. */
export interface Route {
  /** The first is the choice, the rest are fall-backs. Never empty. */
  ranked: readonly Ranked[]
  rejected: readonly Rejection[]
  /** With `selection: llm`: what the LLM chose and why, or why the order is the rules' own. One sentence. */
  selection?: string | undefined
}

/** No candidate can run. */
export interface NoRoute {
  rejected: readonly Rejection[]
  /** "3 candidates: A needs 6 GB, 2 GB free; B is remote, the profile is local; C ..." plus the next move. */
  message: string
}
