type Meant = readonly [tool: string, order?: string]

const operators: readonly (readonly [meant: Meant, names: string])[] = [
  [['sort'], 'sort-by sort-list order order-by rank rank-by'],
  [['sort', 'descending'], 'top top-k top-n'],
  [['filter'], 'filter-by filter-list where select keep'],
  [['count'], 'count-if count-items length len'],
  [['best'], 'pick-best choose-best'],
  [['best', 'most'], 'max maximum argmax most'],
  [['best', 'least'], 'min minimum argmin least'],
  [['best', 'longest'], 'longest'],
  [['best', 'shortest'], 'shortest'],
  [['say'], 'say-text print echo respond reply'],
]
const fields: readonly (readonly [field: string, names: string])[] = [
  ['items', 'list values array elements inputs input images recordings files texts data of'],
  ['by', 'key keys score scores sortby orderby on criteria'],
  ['order', 'direction sort desc descending reverse ascending'],
  ['take', 'limit n k top first max number count'],
  ['keep', 'where condition predicate when filter if test'],
  ['text', 'message content words answer value say'],
]

const byName = <T>(entries: readonly (readonly [meant: T, names: string])[]): ReadonlyMap<string, T> =>
  new Map(entries.flatMap(([meant, names]) => names.split(' ').map((name) => [name, meant] as const)))

const operatorsByName = byName(operators)
const fieldsByName = byName(fields)

/** The operator that is meant by another name, with the order that the name says. A tool of that id goes before. */
export const operatorMeant = (name: string): Meant | undefined => operatorsByName.get(name)

/** A name without regard to case, spaces and hyphens. */
export const fold = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '')

/** The field of an operator that is meant by a name, of those that it has. */
export function fieldMeant(name: string, known: readonly string[]): string | undefined {
  const folded = fold(name)
  return known.find((field) => field === folded || field === fieldsByName.get(folded))
}
