const correction =
  /[\s,.;–—-]+(?:no,? wait|wait,? no|wait|no,? sorry|sorry|oh no|i mean|i meant|or rather|no,? rather|scratch that|correction|no)[,:;–—-]+ *(?:i mean(?:t)? )?(?=\S)/i
const acts =
  /^(?:please )?(?:describe|transcribe|translate|caption|classify|compare|summari[sz]e|count|tell|give|show|list|what|which|how|is|are|does|do)\b/i

/** A request whose speaker corrects himself in mid-sentence, as he means it: "the first, no wait, the second picture". */
export function corrected(text: string): string {
  const found = text.length > 300 ? null : correction.exec(text)
  if (!found) return text
  const head = text.slice(0, found.index)
  const tail = text.slice(found.index + found[0].length).replace(/ instead(?=[.?!]*$)/i, '')
  if (head.trim() === '' || /^(?:yes|no|maybe)\b/i.test(tail)) return text
  if (acts.test(tail)) return acts.test(head) ? tail : text
  const first = /^[\p{L}\p{N}]+/u.exec(tail)?.[0] ?? ''
  const from = head.toLowerCase().lastIndexOf(` ${first.toLowerCase()} `)
  if (first === '' || from < 0) return text
  // "Between second 0 and 2, no, between 4 and 7": the unit stays.
  const unit = /^ between (seconds?|minutes?) /i.exec(head.slice(from))?.[1]
  const meant = unit && /^between \d/i.test(tail) ? tail.replace(/^between /i, `between ${unit} `) : tail
  return `${head.slice(0, from)} ${meant}`
}
