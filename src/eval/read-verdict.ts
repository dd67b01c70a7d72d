/** What an answer says to a yes-or-no question. */
export type AnswerVerdict = 'yes' | 'no' | 'unsure'

const unsure =
  /\b(?:can(?:no|['’])t (?:tell|say|determine|know|see whether|be (?:told|determined))|can not tell|unclear|not clear|not sure|unsure|don['’]t know|unknown|impossible to (?:say|tell)|may or may not|no tool was run)\b/i
const yes = /^(?:yes|yeah|correct|right(?=,)|indeed|ja|oui|sí|sì|sim)\b/i
const no = /^(?:no|nope|probably (?:no|not)|nein|non|não|nee)(?!\p{L})/iu
const negated =
  /\b(?:no|not|none|without|never|nothing|neither|isn['’]t|aren['’]t|doesn['’]t|don['’]t|kein\w*|nicht|pas|aucun\w*)\b/i
const affirmed =
  /\b(?:there (?:is|are)|it (?:is|shows|has|contains)|shows|contains|i (?:can )?see|can be seen|is (?:there|in|on|visible))\b/i

/** The first sentence that takes a side decides. */
export function readVerdict(answer: string): AnswerVerdict {
  const sentences = answer
    .replace(/[*_#>`]/g, '')
    .split(/\n|(?<=[.!?])\s/)
    .map((sentence) => sentence.trim())
  for (const sentence of sentences) {
    if (unsure.test(sentence)) return 'unsure'
    if (yes.test(sentence)) return 'yes'
    if (no.test(sentence)) return 'no'
    if (affirmed.test(sentence)) return negated.test(sentence) ? 'no' : 'yes'
  }
  return 'unsure'
}
