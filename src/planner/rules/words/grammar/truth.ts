const stated =
  /^(?:there (?:is|are)|all|both|every|each|none|neither|no|some|any|at least|exactly|the|this|that|it|they|these|those|my|one|two|three|an?|only|not|nobody|someone|somebody|in the|on the|you can)\b/i
/** "A dog in the picture" */
const named = /^an? [^?]{2,60}\b(?:in|on) the \w+$/i
/** A capital that is no name's: of a word of more than one letter. */
const opening = /^[A-Z](?=[a-z])/
const asking = /^(?:is|are|do|does|did|has|have|can|could|was|were|which|what|how|where|who|if|when)\b/i
const more = /[.?!;:]\s+\S/
const around = /^[\s:,.–-]+|[\s:,.!?–-]+$/g

/** A statement that is to be called true or false, as the question whether it is true; what is no single statement stays. */
export function askedForTruth(text: string): string {
  const said = text.replace(around, '')
  if (more.test(said)) return text
  if (named.test(said)) return `Is there ${said}?`
  if (stated.test(said)) return `Is it true that ${said.replace(opening, (letter) => letter.toLowerCase())}?`
  return asking.test(said) ? `${said}?` : text
}

/** "True or false: all of them show a dog", "all of them show a dog, true or false?" */
export function withoutTruthMark(text: string): string {
  const marked =
    /^(?:true or false|yes or no|right or wrong)\b[:,.?–-]* *(.{5,160})$/i.exec(text)?.[1] ??
    /^(.{5,160}?)[,.:;–-]* *(?:true or false|yes or no|right or wrong) ?[?.]*$/i.exec(text)?.[1]
  if (marked === undefined) return text
  const asked = askedForTruth(marked)
  return asked === marked ? text : asked
}
