const degrees: Readonly<Record<string, string>> = {
  longest: 'longest',
  longer: 'longest',
  shortest: 'shortest',
  shorter: 'shortest',
  largest: 'largest',
  larger: 'largest',
  smallest: 'smallest',
  smaller: 'smallest',
}
const noun = '(recordings?|memos?|pictures?|photos?|images?|files?)'
const degree = `(${Object.keys(degrees).join('|')})`
/** Small words of other languages that may be left between the two. */
const between = '(?: (?:的|the|of|is))*'
const degreeFirst = new RegExp(`(?:\\bthe )?\\b${degree}${between} ${noun}\\b`, 'gi')
const nounFirst = new RegExp(`(?:\\bthe )?\\b${noun}${between} ${degree}\\b(?! (?:than|first))`, 'gi')
const placeFirst = new RegExp(`(?<!\\bthe )\\b(first|second|third|fourth|last) ${noun}\\b`, 'gi')
const placeLast = new RegExp(`(?:\\bthe )?\\b${noun} (last|first|second|third)$`, 'i')
const acts = /\b(?:describe|transcribe|caption|translate|summarize)\b/gi
/** What is done, at the end, with what is left of the form of its verb. */
const verbLast =
  /^(the [a-z]+ [a-z]+) (describe|transcribe|caption|translate|summarize)(?: \P{ASCII}{1,8})?$/u

/** "Describe picture largest", "largest picture describe": the file that is meant before its noun, and behind what is done with it. */
export function withSuperlativesFirst(text: string): string {
  const said = text.replace(/[.!。]+\s*$/u, '').trim()
  const acted = said.match(acts) ?? []
  if (acted.length !== 1 || /[?,;:]/.test(said)) return text
  const named = (how: string, of: string) =>
    `the ${degrees[how.toLowerCase()] ?? how} ${of.replace(/s$/, '')}`
  const ordered = said
    .replace(degreeFirst, (_, how: string, of: string) => named(how, of))
    .replace(nounFirst, (_, of: string, how: string) => named(how, of))
    .replace(placeFirst, 'the $1 $2')
    .replace(placeLast, (_, of: string, place: string) => named(place, of))
    .replace(verbLast, '$2 $1')
  return ordered === said ? text : ordered
}
