import type { Span } from '../speech/find-speech.js'
import type { SpeakerTurn } from './voice.js'

/** What one speaker says in one go, seconds. */
export interface SpokenLine extends SpeakerTurn {
  text: string
}

interface Said extends Span {
  text: string
  /** Its words, where their times are known; else the time is taken to pass evenly over its letters. */
  words?: readonly (Span & { text: string })[] | undefined
}

/** A speaker has a share of a sentence from this on; less is a slip at its edge. */
const leastShare = 0.2

/**
 * Puts words to the speakers who say them. A sentence is its speaker's who speaks most of it; where several speak a good part of it,
 * its words are shared out by their time. What nobody is known to say is the nearest
 * speaker's. Pure.
 */
export function attributeWords(turns: readonly SpeakerTurn[], said: readonly Said[]): SpokenLine[] {
  const lines: SpokenLine[] = []
  for (const part of said.flatMap((one) => piecesOf(one, turns))) {
    const last = lines.at(-1)
    if (last?.speaker === part.speaker) {
      last.end = Math.max(last.end, part.end)
      last.text = `${last.text} ${part.text}`
    } else lines.push(part)
  }
  return lines
}

function piecesOf(said: Said, turns: readonly SpeakerTurn[]): SpokenLine[] {
  const shares = new Map<string, number>()
  for (const turn of turns) {
    const seconds = Math.min(said.end, turn.end) - Math.max(said.start, turn.start)
    if (seconds > 0) shares.set(turn.speaker, (shares.get(turn.speaker) ?? 0) + seconds)
  }
  const least = leastShare * (said.end - said.start)
  const speaking = [...shares].filter(([, seconds]) => seconds >= least)
  if (speaking.length < 2) {
    const [most] = [...shares].sort((a, b) => b[1] - a[1])
    const { start, end, text } = said
    return [{ start, end, text, speaker: most?.[0] ?? speakerNear((said.start + said.end) / 2, turns) }]
  }
  const known = new Set(speaking.map(([speaker]) => speaker))
  const own = turns.filter(({ speaker }) => known.has(speaker))
  return wordsOf(said).map(({ start, end, text }) => ({
    ...{ start, end, text },
    speaker: speakerNear((start + end) / 2, own),
  }))
}

/** The speaker at a moment, of several the one who began last; else the nearest. */
function speakerNear(at: number, turns: readonly SpeakerTurn[]): string {
  let best: { turn: SpeakerTurn; away: number } | undefined
  for (const turn of turns) {
    const away = Math.max(0, turn.start - at, at - turn.end)
    if (!best || away < best.away || (away === best.away && turn.start > best.turn.start))
      best = { turn, away }
  }
  return best?.turn.speaker ?? 'Speaker 1'
}

function wordsOf({ text, start, end, words: timed }: Said): readonly Said[] {
  if (timed) return timed
  const words = text.split(/\s+/).filter(Boolean)
  const letters = words.reduce((sum, word) => sum + word.length + 1, 0)
  let before = 0
  return words.map((word) => {
    const from = before
    before += word.length + 1
    const at = (count: number) => start + ((end - start) * count) / Math.max(1, letters)
    return { text: word, start: at(from), end: at(before) }
  })
}
