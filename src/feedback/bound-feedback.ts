import { hash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import type { Feedback } from './feedback.js'

/** Characters of a question and of its answer that are kept. */
const longestText = 20_000
/** Turns before the question that are kept, and characters of what was said in each. */
const mostTurns = 10
const longestTurn = 4_000
const mostFiles = 100
const mostSteps = 100
const mostCandidates = 20

/**
 * An opinion in at most some hundred thousand characters, however long the chat: of the turns the last ones, of long texts
 * their beginnings. What was shortened has the digest of the whole question, so that another one is not taken for it.
 */
export function boundFeedback(feedback: Feedback): Feedback {
  const { turns, text, answer, media, steps } = feedback
  const bounded: Feedback = {
    ...feedback,
    turns: turns.slice(-mostTurns).map((turn) => ({
      text: shorten(turn.text, longestTurn),
      answer: shorten(turn.answer, longestTurn),
    })),
    text: shorten(text, longestText),
    media: media.slice(0, mostFiles),
    answer: shorten(answer, longestText),
    steps: steps
      .slice(0, mostSteps)
      .map((step) => ({ ...step, candidates: step.candidates.slice(0, mostCandidates) })),
  }
  const question = questionOf(feedback)
  return question === questionOf(bounded) ? bounded : { ...bounded, question: hash('sha256', question) }
}

/** What was asked, with its files and the turns before: the same for the same question. */
export const questionOf = ({ question, turns, text, media }: Feedback): string =>
  question ?? stringify([turns, text, media.map(({ digest }) => digest)])

function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text
  // Half of a character is none.
  return `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
