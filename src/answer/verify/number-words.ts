/** Number words of languages that results often come in, each with its value. */
const tables: readonly (readonly [first: number, step: number, words: string])[] = [
  [1, 1, 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'],
  [20, 10, 'twenty thirty forty fifty sixty seventy eighty ninety'],
  [1, 1, 'eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn'],
  [20, 10, 'zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert'],
  [1, 1, 'un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize'],
  [20, 10, 'vingt trente quarante cinquante soixante'],
  [1, 1, 'uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte'],
  [30, 10, 'treinta cuarenta cincuenta sesenta setenta ochenta noventa cien'],
  [2, 1, 'due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici'],
  [20, 10, 'venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento'],
  [2, 1, 'dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze'],
  [20, 10, 'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa'],
  [2, 1, 'twee drie vier vijf zes zeven acht negen tien elf twaalf'],
] // biome-ignore format: a table

const values = new Map<string, number>([
  ...tables.flatMap(([first, step, words]) =>
    words.split(' ').map((word, at): [string, number] => [word, first + at * step]),
  ),
  ['zwo', 2],
  ['ein', 1],
  ['eine', 1],
  ['vingts', 20],
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1_000_000],
  ['cent', 100],
  ['mille', 1000],
  ['mil', 1000],
  ['tausend', 1000],
  ['honderd', 100],
])

/** Between the words of one number. */
const joints = new Set(['and', 'und', 'et', 'y', 'e', 'en'])

/** English words that a claim may count with; `one` is as often a pronoun. */
const counting = new Set(tables.slice(0, 2).flatMap(([, , words]) => words.split(' ')).filter((word) => word !== 'one')) // biome-ignore format: one set

/** The value of an English number word that counts things; undefined for other words, and for `one`. */
export const countWord = (word: string): number | undefined =>
  counting.has(word) ? values.get(word) : undefined

/**
 * All the numbers that words may stand for: of `forty seven` 40, 7 and 47, of `five five five` 5 and 555, of `three hundred` also 300. It
 * gives rather too many, for it is asked whether a number may come from these words.
 */
export function spokenNumbers(words: readonly string[]): number[] {
  const found: number[] = []
  let run: number[] = []
  const close = () => {
    if (run.length > 0) found.push(...readingsOf(run))
    run = []
  }
  for (const word of words) {
    const parts = valuesOf(word)
    if (parts) run.push(...parts)
    else if (!joints.has(word) || run.length === 0) close()
  }
  close()
  return found
}

/** German writes `siebenundvierzig` as one word, as Dutch does. */
function valuesOf(word: string): number[] | undefined {
  const known = values.get(word)
  if (known !== undefined) return [known]
  const [, unit = '', ten = ''] = /^(\p{L}{3,6})(?:und|en)(\p{L}{5,8})$/u.exec(word) ?? []
  const [small, large] = [values.get(unit), values.get(ten)]
  return small !== undefined && large !== undefined && small < 10 && large >= 20 ? [small + large] : undefined
}

/** Most words of one number. */
const longestRun = 8

function readingsOf(run: readonly number[]): number[] {
  const readings = [...run]
  for (let from = 0; from < run.length; from++) {
    let [sum, total] = [0, 0]
    for (let to = from; to < Math.min(run.length, from + longestRun); to++) {
      const value = run[to] ?? 0
      if (value >= 1000) {
        total += Math.max(1, sum) * value
        sum = 0
      } else if (value === 100 || (value === 20 && sum === 4)) sum = Math.max(1, sum) * value
      else sum += value
      if (to === from) continue
      readings.push(total + sum, Number(run.slice(from, to + 1).join('')))
      // Years: `nineteen eighty four`.
      const [century = 0] = run.slice(from)
      const rest = sum - century
      if (century >= 10 && century < 100 && rest < 100) readings.push(100 * century + rest)
    }
  }
  return readings
}
