import { secondsOf } from '../measure/pauses.js'
import type { Span } from '../speech/find-speech.js'
import { type ClusterOptions, centreOf, clusterVoices, nearestVoice } from './cluster-voices.js'
import type { SpeakerTurn, Voice } from './voice.js'

/** All that one voice says in one window. */
export interface VoicePart {
  voices: readonly Voice[]
  /** What of it is to be heard: where it speaks alone, or all of it where it never does. */
  spans: readonly Span[]
}

/** A voice with a vector for it; undefined where it could not be heard well enough. */
export interface HeardVoice {
  part: VoicePart
  vector: Float32Array | undefined
}

/** Shorter stretches tell too little to be a speaker of their own, seconds. */
const telling = 0.7
/** The same speaker goes on over a shorter pause, seconds. */
const longestPause = 0.5

/** Stretches by the voice that speaks in them, one for each voice of each window. Pure. */
export function partsOf(voices: readonly Voice[]): VoicePart[] {
  const parts = new Map<string, Voice[]>()
  for (const voice of voices) {
    const key = `${voice.window} ${voice.speaker}`
    const known = parts.get(key)
    if (known) known.push(voice)
    else parts.set(key, [voice])
  }
  const byTime = [...voices].sort((a, b) => a.start - b.start)
  return [...parts.values()].map((own) => {
    const others = byTime.filter(
      ({ window, speaker }) => window === own[0]?.window && speaker !== own[0].speaker,
    )
    const alone = own.flatMap((voice) => without(voice, others))
    return { voices: own, spans: secondsOf(alone) >= telling ? alone : own }
  })
}

/**
 * Who speaks when: voices are grouped by their vectors, those that are heard too shortly go with the nearest speaker, and stretches
 * of one speaker that follow each other become one turn. Speakers are numbered in the order in which they first speak. Pure.
 */
export function tellApart(heard: readonly HeardVoice[], options: ClusterOptions): SpeakerTurn[] {
  const clear = heard.flatMap(({ part, vector }) => (vector ? [{ part, vector }] : []))
  const long = clear.filter(({ part }) => secondsOf(part.spans) >= telling)
  const known = long.length > 0 ? long : clear
  const groups = clusterVoices(
    known.map(({ vector }) => vector),
    options,
  )
  const centres = [...new Set(groups)].map((group) =>
    centreOf(known.filter((_, at) => groups[at] === group).map(({ vector }) => vector)),
  )
  const groupOf = new Map(known.map(({ part }, at) => [part, groups[at] ?? 0]))
  for (const { part, vector } of clear)
    if (!groupOf.has(part)) groupOf.set(part, nearestVoice(vector, centres))
  const spans = heard
    .flatMap(({ part }) => part.voices.map((voice) => ({ ...voice, group: groupOf.get(part) })))
    .sort((a, b) => a.start - b.start)
  return turnsOf(withNeighbours(spans))
}

interface Grouped extends Span {
  group: number
}

/** What could not be heard goes with who speaks before it, else after it. */
function withNeighbours(spans: readonly (Span & { group: number | undefined })[]): Grouped[] {
  const first = spans.find(({ group }) => group !== undefined)?.group ?? 0
  let last = first
  return spans.map(({ start, end, group = last }) => {
    last = group
    return { start, end, group }
  })
}

function turnsOf(spans: readonly Grouped[]): SpeakerTurn[] {
  const turns: (SpeakerTurn & { group: number })[] = []
  const names = new Map<number, string>()
  for (const { start, end, group } of spans) {
    const speaker = names.get(group) ?? `Speaker ${names.size + 1}`
    names.set(group, speaker)
    const last = turns.findLast((turn) => turn.group === group)
    const between = turns.some(
      (turn) => turn.group !== group && turn.end > (last?.end ?? 0) && turn.start < start,
    )
    if (last && !between && start - last.end <= longestPause) last.end = Math.max(last.end, end)
    else turns.push({ start, end, speaker, group })
  }
  return turns.map(({ start, end, speaker }) => ({ start, end, speaker }))
}

/** What is left of a span without others. */
function without(span: Span, others: readonly Span[]): Span[] {
  let { start } = span
  const left: Span[] = []
  for (const other of others) {
    if (other.end <= start || other.start >= span.end) continue
    if (other.start > start) left.push({ start, end: other.start })
    start = Math.max(start, other.end)
  }
  return start < span.end ? [...left, { start, end: span.end }] : left
}
