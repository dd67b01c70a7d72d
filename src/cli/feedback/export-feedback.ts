import { writeFile } from 'node:fs/promises'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { privateFile } from '../../core/files.js'
import { formatCount } from '../../core/text.js'
import type { Feedback } from '../../feedback/feedback.js'
import type { FeedbackStore } from '../../feedback/feedback-store.js'
import { findPairs, type PairFormat, pairLine } from '../../feedback/preference-pairs.js'
import { stepJudgements } from '../../feedback/step-judgements.js'
import { processTerminal } from '../ui/terminal.js'

/** Writes pairs or judgements of steps, a line of JSON each. @throws SwitchyardError `INVALID_REQUEST` */
export async function exportFeedback(
  store: FeedbackStore,
  what: string,
  {
    format,
    edited,
    out: file,
  }: { format: PairFormat; edited?: boolean | undefined; out?: string | undefined },
): Promise<void> {
  if (what !== 'pairs' && what !== 'steps')
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `There is nothing called "${what}" to export. Say pairs or steps.`,
    )
  const { out, err } = processTerminal()
  const all = await store.list()
  const lines =
    what === 'pairs' ? findPairs(all, { edited }).map((pair) => pairLine(pair, format)) : stepLines(all)
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  if (file === undefined) out(text)
  else
    await writeFile(file, text, { mode: privateFile }).catch((cause) => {
      throw new SwitchyardError('INVALID_REQUEST', `${file} can't be written: ${messageOf(cause)}.`, {
        cause,
      })
    })
  const noun = what === 'pairs' ? 'pair' : 'judgement'
  err(
    `${formatCount(lines.length, noun)} of ${formatCount(all.length, 'opinion')}.${lines.length === 0 ? ` ${hints[what]}` : ''}\n`,
  )
}

const hints = {
  pairs:
    'A pair needs a good and a bad answer to one question, and answers that read the same are no pair: ask again with another model, and judge both.',
  steps: 'Judge a step, or an answer that rests on one step.',
}

const stepLines = (all: readonly Feedback[]): object[] =>
  stepJudgements(all).map(({ tool, model, inputDigest, verdict, of, from }) => ({
    tool,
    model,
    input_digest: inputDigest,
    verdict,
    of,
    remark: from.remark ?? null,
    run: from.run,
    at: from.at,
  }))
