import { appendFile, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolderPrivately, privateFile } from '../core/files.js'
import { parseJson } from '../core/json.js'
import type { Judgements } from '../routing/judgements/judgements.js'
import type { Votes } from '../routing/judgements/liking.js'
import { type Feedback, feedbackSchema } from './feedback.js'
import { countVotes, voteKey } from './step-judgements.js'

/** What people said of runs, kept for good. */
export interface FeedbackStore extends Judgements {
  /** Keeps an opinion. It takes the place of what the same person said of the same answer or step before. */
  add(feedback: Feedback): Promise<void>
  /** What holds now, the oldest first. */
  list(): Promise<Feedback[]>
}

/** Least time between two looks at what other processes have written, milliseconds. */
const lookEveryMs = 2000

/**
 * Opinions in a file, a line each. Several processes may write to it. A line that can't be read, such as one that a crash has
 * cut short, is left out.
 */
export async function openFeedbackStore({
  file,
  now = Date.now,
}: {
  file: string
  now?: () => number
}): Promise<FeedbackStore> {
  let known: readonly Feedback[] = []
  let votes = new Map<string, Votes>()
  let lastState = ''
  let lookedAt = now()
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    lookedAt = now()
    const state = await stat(file).then(
      ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
      () => '',
    )
    if (state === lastState) return
    known = whatHolds(await readFile(file, 'utf8').catch(() => ''))
    votes = countVotes(known)
    lastState = state
  }

  /** One look after the other: a later one never gives an older state. */
  const refresh = (): Promise<void> => {
    looking = (looking ?? Promise.resolve()).then(look)
    return looking
  }

  await refresh()
  return {
    async add(feedback) {
      await makeFolderPrivately(dirname(file))
      // One write of one line, which begins anew behind a line that a crash has cut short.
      await appendFile(file, `\n${JSON.stringify(feedback)}\n`, { mode: privateFile })
      await refresh()
    },
    async list() {
      await refresh()
      return [...known]
    },
    votes(tool, candidate) {
      if (now() - lookedAt >= lookEveryMs) void refresh()
      return votes.get(voteKey(tool, candidate))
    },
  }
}

function whatHolds(text: string): Feedback[] {
  const byAbout = new Map<string, Feedback>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const parsed = feedbackSchema.safeParse(parseJson(line))
    if (!parsed.success) continue
    const { owner, run, step = '', verdict } = parsed.data
    const about = [owner, run, step].join(' ')
    byAbout.delete(about)
    if (verdict !== null) byAbout.set(about, parsed.data)
  }
  return [...byAbout.values()]
}
