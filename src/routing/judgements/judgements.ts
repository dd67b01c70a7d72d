import type { Votes } from './liking.js'

/** How people judged candidates, by tool. */
export interface Judgements {
  /** Undefined: nobody did. At once, as the router asks. */
  votes(tool: string, candidate: string): Votes | undefined
}
