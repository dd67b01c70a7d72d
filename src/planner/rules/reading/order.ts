/** Words that only say which result comes first: the last file, or the others behind the one that is named. */
const lastFirst =
  /,? (?:(?:and |but )?(?:with )?the last(?: one| picture| photo| image| memo| recording)? first|(?:starting|beginning) (?:with|from|at) the last(?: one| picture| photo| image| memo| recording)?)(?=[.!,;]|$)/i
const startsWith =
  /^(?:please )?(?:start|begin) (?:with|from|at) the (first|second|third|fourth|fifth|last)(?: one| picture| photo| image| memo| recording)?(?: ?[:;,.]| and(?= \w+ (?:all|both|them|the others)))/i

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth']

/** Which file the words want first, from 0; `last` where they begin at the end. */
export function firstWanted(text: string): number | 'last' | undefined {
  const read = text.slice(0, 2000)
  const named = startsWith.exec(read)?.[1]?.toLowerCase()
  if (named === 'last' || lastFirst.test(read)) return 'last'
  return named === undefined ? undefined : ordinals.indexOf(named)
}

/** A request without the words that only set the order of its results. */
export function withoutOrder(text: string): string {
  if (text.length > 2000) return text
  return text.replace(lastFirst, '').replace(startsWith, '').trim() || text
}
