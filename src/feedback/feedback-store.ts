import { appendFile, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolderPrivately, privateFile } from '../core/files.js'
import { parseJson } from '../core/json.js'
import type { Judgements } from '../routing/judgements/judgements.js'
import { type Feedback, feedbackSchema } from './feedback.js'
import { createVoteCache } from './vote-cache.js'

/** What people said of runs, kept for good. */
export interface FeedbackStore extends Judgements {
  /** Keeps an opinion. It takes the place of what the same person said of the same answer or step before. */
  add(feedback: Feedback): Promise<void>
  /** What holds now, the oldest first. */
  list(): Promise<Feedback[]>
}

/**
 * Opinions in a file, a line each. Several processes may write to it. A line that can't be read, such as one that a crash has
 * cut short, is left out.
 */
export async function openFeedbackStore({
  file,
  now,
}: {
  file: string
  now?: () => number
}): Promise<FeedbackStore> {
  let lastState = ''
  const cache = createVoteCache({
    ...(now && { now }),
    async look() {
      const state = await stat(file).then(
        ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
        () => '',
      )
      if (state === lastState) return undefined
      lastState = state
      const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
      return whatHolds(lines.flatMap((line) => feedbackSchema.safeParse(parseJson(line)).data ?? []))
    },
  })
  await cache.refresh()
  return {
    async add(feedback) {
      await makeFolderPrivately(dirname(file))
      // One write of one line, which begins anew behind a line that a crash has cut short.
      await appendFile(file, `\n${JSON.stringify(feedback)}\n`, { mode: privateFile })
      await cache.refresh()
    },
    list: async () => [...(await cache.refresh())],
    votes: cache.votes,
  }
}

/** What an opinion takes the place of: what the same person said of the same answer or step. */
export const aboutOf = ({ owner, run, step = '' }: Feedback): string => [owner, run, step].join(' ')

function whatHolds(said: readonly Feedback[]): Feedback[] {
  const byAbout = new Map<string, Feedback>()
  for (const feedback of said) {
    byAbout.delete(aboutOf(feedback))
    if (feedback.verdict !== null) byAbout.set(aboutOf(feedback), feedback)
  }
  return [...byAbout.values()]
}
