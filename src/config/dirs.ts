import { join } from 'node:path'
import envPaths from 'env-paths'

/** Where Switchyard keeps things on this machine. Models are elsewhere: in the Hugging Face cache. */
export interface Dirs {
  cache: string
  media: string
  steps: string
  /** What calls of candidates were like, for the router. */
  measures: string
  /** What people said of answers and steps. */
  feedback: string
  /** Which LLMs plan better than the rules. */
  planners: string
  /** What runs made, for people: kept for seven days. */
  made: string
}

/** `SWITCHYARD_CACHE_DIR`, or the platform's cache folder (`~/.cache/switchyard` on Linux). */
export function dirsFrom(env: Readonly<Record<string, string | undefined>>): Dirs {
  const cache = env.SWITCHYARD_CACHE_DIR || envPaths('switchyard', { suffix: '' }).cache
  return {
    cache,
    media: join(cache, 'media'),
    steps: join(cache, 'steps'),
    measures: join(cache, 'measures.json'),
    feedback: join(cache, 'feedback.jsonl'),
    planners: join(cache, 'planners.json'),
    made: join(cache, 'made'),
  }
}
