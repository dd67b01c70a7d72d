import { dayMs } from '../core/clock.js'
/**
 * What is remembered of a candidate's calls of one tool. All numbers fade: an event of age `t` counts `2^(-t / halfLife)`,
 * and since every event fades at the same rate, the sums can be kept without the events (forward decay; Cormode,
 * Shkapenyuk, Srivastava, Xu: "Forward Decay: A Practical Time Decay Model for Streaming Systems", ICDE 2009).
 */
export interface Measure {
  /** How many timed calls it rests on, faded. */
  calls: number
  /** Their mean duration as log2 of milliseconds: doubled and halved count alike, so one hiccup moves it little. */
  log2Ms: number
  /** Calls that succeeded and that failed, faded. */
  successes: number
  failures: number
  /** When it was last changed, milliseconds since 1970. */
  at: number
}

/** After this time, a measured duration counts half. */
const durationHalfLifeMs = dayMs
/** After this time, a success or failure counts half. */
const healthHalfLifeMs = 120_000
/** A measure counts for at most as many calls, so that a new duration always weighs at least a twentieth. */
const mostCalls = 20
/** What a model rated 5 for speed is taken to need; each step down doubles it. */
const fastestMs = 250

const faded = (value: number, ageMs: number, halfLifeMs: number): number =>
  value * 2 ** (-Math.max(0, ageMs) / halfLifeMs)

const nothing: Measure = { calls: 0, log2Ms: 0, successes: 0, failures: 0, at: 0 }

/** The measure after one more call. `durationMs` is absent where the time says nothing: a failure, or a model being loaded. */
export function updateMeasure(
  before: Measure | undefined,
  call: { ok: boolean; durationMs?: number | undefined },
  now: number,
): Measure {
  const { calls, log2Ms, successes, failures, at } = before ?? nothing
  const age = now - at
  const known = Math.min(mostCalls - 1, faded(calls, age, durationHalfLifeMs))
  const timed = call.durationMs === undefined ? undefined : Math.log2(Math.max(1, call.durationMs))
  return {
    calls: timed === undefined ? known : known + 1,
    log2Ms: timed === undefined ? log2Ms : (known * log2Ms + timed) / (known + 1),
    successes: faded(successes, age, healthHalfLifeMs) + (call.ok ? 1 : 0),
    failures: faded(failures, age, healthHalfLifeMs) + (call.ok ? 0 : 1),
    at: now,
  }
}

/** What to expect of a candidate's next call. */
export interface Outlook {
  expectedMs: number
  /** How many measured calls that rests on, faded. */
  calls: number
  /** Whether it failed more often than it succeeded of late, at least twice. */
  ailing: boolean
}

export interface Rated {
  /** The catalogue's rating, 1 to 5. */
  speed: number
  /** Ratings and durations are compared only within a group: a backend's models. */
  group: string
  measure: Measure | undefined
}

/**
 * Adds to each candidate of a tool what to expect of it. A rating stands for a duration, which is corrected by what was
 * measured of any candidate of its group, since ratings compare only models of one tool with each other; the corrected
 * rating then counts as one call beside a candidate's own:
 *
 *     rated      = log2(250 ms) + 5 - speed + mean over all measured calls of (measured - rated)
 *     expected   = (rated + calls * log2Ms) / (1 + calls)
 */
export function withOutlook<T extends Rated>(
  candidates: readonly T[],
  now: number,
): (T & { outlook: Outlook })[] {
  const known = candidates.map((candidate) => {
    const { calls, log2Ms, successes, failures, at } = candidate.measure ?? nothing
    const age = now - at
    return {
      candidate,
      rated: Math.log2(fastestMs) + 5 - candidate.speed,
      calls: faded(calls, age, durationHalfLifeMs),
      log2Ms,
      ailing: faded(failures, age, healthHalfLifeMs) > 1 + faded(successes, age, healthHalfLifeMs),
    }
  })
  const corrections = new Map<string, number>()
  for (const group of new Set(candidates.map((candidate) => candidate.group))) {
    const inGroup = known.filter(({ candidate }) => candidate.group === group)
    const calls = sum(inGroup.map((one) => one.calls))
    const gap = sum(inGroup.map((one) => one.calls * (one.log2Ms - one.rated)))
    corrections.set(group, calls > 0 ? gap / calls : 0)
  }
  return known.map(({ candidate, rated, calls, log2Ms, ailing }) => {
    const corrected = rated + (corrections.get(candidate.group) ?? 0)
    const expectedMs = 2 ** ((corrected + calls * log2Ms) / (1 + calls))
    return { ...candidate, outlook: { expectedMs, calls, ailing } }
  })
}

/** In ascending order, so that the order of the catalogue doesn't matter to the last digit. */
const sum = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b).reduce((total, value) => total + value, 0)
