import { clip } from '../../core/text.js'
import type { Feedback } from '../../feedback/feedback.js'
import type { FeedbackStore } from '../../feedback/feedback-store.js'
import { printable } from '../ui/printable.js'
import { processTerminal } from '../ui/terminal.js'

/** Shows what people said, the newest first. */
export async function listFeedback(
  store: FeedbackStore,
  { json = false }: { json?: boolean | undefined },
): Promise<void> {
  const { out, err } = processTerminal()
  const all = (await store.list()).reverse()
  if (json) return out(`${JSON.stringify(all, null, 2)}\n`)
  for (const one of all) out(`${printable(renderFeedback(one))}\n`)
  if (all.length === 0) err('Nothing was said yet: thumbs on the page, /good and /bad in a chat.\n')
}

function renderFeedback({ at, owner, verdict, step, steps, text, remark, answer }: Feedback): string {
  const judged = steps.find(({ id }) => id === step)
  const about = judged
    ? `${judged.id} ${judged.tool} on ${judged.candidates.join(', ') || 'no model'}`
    : `answer: ${clip(answer)}`
  return [at, owner, verdict, clip(text), about, ...(remark === undefined ? [] : [`"${clip(remark)}"`])].join(
    '  ',
  )
}
