/** A part of a recording, in seconds. */
export interface TimeWindow {
  from?: number
  until?: number
}

const clock = String.raw`(\d{1,2}(?::\d{2}){1,2}|\d{1,5} ?(?:s|sec|seconds?|min|minutes?)\b)`
const between = new RegExp(`\\b(?:between|from) ${clock} (?:and|to|until) ${clock}`, 'i')
const after = new RegExp(`\\b(?:after|since|from) ${clock}`, 'i')
const before = new RegExp(`\\b(?:before|until|up to|(?:in|within|during) the first) ${clock}`, 'i')
const at = new RegExp(`\\b(?:at|around|about) (?:about )?${clock}`, 'i')
/** How much of a recording its beginning and its end are, and at most so many seconds. */
const edge = { share: 0.25, seconds: 60 }

/** The part of a recording that words speak of: "at the beginning", "after 1:30". Empty where they speak of the whole. */
export function windowIn(text: string, durationSeconds: number | undefined): TimeWindow {
  const read = text.slice(0, 2000)
  const both = between.exec(read)
  if (both) return { from: secondsOf(both[1]), until: secondsOf(both[2]) }
  const point = at.exec(read)
  if (point) return { from: secondsOf(point[1]), until: secondsOf(point[1]) + 0.001 }
  const late = after.exec(read)
  if (late) return { from: secondsOf(late[1]) }
  const early = before.exec(read)
  if (early) return { until: secondsOf(early[1]) }
  if (durationSeconds === undefined) return {}
  const length = Math.min(edge.seconds, durationSeconds * edge.share)
  if (/\b(?:at|in) the (?:very )?(?:beginning|start|outset)\b|\bat first\b/i.test(read))
    return { until: length }
  if (/\b(?:at|in|towards?) the (?:very )?(?:end|close)\b|\bat last\b/i.test(read))
    return { from: durationSeconds - length }
  return {}
}

/** The times at which words want something: "at 0:30 and 1:15". */
export function timesIn(text: string): number[] {
  const read = text.slice(0, 2000)
  if (!at.test(read)) return []
  return [...read.matchAll(new RegExp(clock, 'gi'))].map(([said]) => secondsOf(said))
}

/** `1:30`, `1:02:03`, `90 seconds`, `2 min`, in seconds. */
function secondsOf(said = ''): number {
  if (said.includes(':')) return said.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  const value = Number.parseInt(said, 10)
  return /min/i.test(said) ? value * 60 : value
}
