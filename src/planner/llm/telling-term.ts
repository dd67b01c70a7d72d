/** Words that say nothing about what is wanted, and are in many descriptions. */
const common = new Set(
  'a an and are as at be but by can do does for from has have how i in into is it its me my not of on or so that the their them then these they this to us use was what when where which who with you your please need want would like file named called'.split(
    ' ',
  ),
)

/** A word as an index for searching by meaning has it: in lower case; null for one that says nothing. */
export const tellingTerm = (term: string): string | null => {
  const lower = term.toLowerCase()
  return common.has(lower) ? null : lower
}
