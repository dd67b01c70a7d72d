/** A box on a picture, in its pixels. */
export interface DrawnBox {
  label: string
  score?: number | undefined
  left: number
  top: number
  width: number
  height: number
}

/** Words with their seconds. */
export interface SpokenSegment {
  start: number
  end: number
  text: string
}

/** How alike two things are, -1 to 1. */
export interface AlikePair {
  first: string
  second: string
  similarity: number
}

export type FlatRow = Readonly<Record<string, string | number | boolean | null>>

/** What tools return is told by its shape, so that tools of one's own are shown alike. Undefined: it has another shape. */
export function asBoxes(value: unknown): DrawnBox[] | undefined {
  return asList(value, (row) => {
    const box = row.box
    if (!isRecord(box)) return undefined
    const { xmin, ymin, xmax, ymax } = box
    if (![xmin, ymin, xmax, ymax].every((side) => typeof side === 'number')) return undefined
    const [left, top] = [Number(xmin), Number(ymin)]
    const score = typeof row.score === 'number' ? row.score : undefined
    return {
      label: String(row.label ?? ''),
      score,
      left,
      top,
      width: Number(xmax) - left,
      height: Number(ymax) - top,
    }
  })
}

export function asSegments(value: unknown): SpokenSegment[] | undefined {
  return asList(value, ({ start, end, text }) =>
    typeof start === 'number' && typeof end === 'number' && typeof text === 'string'
      ? { start, end, text }
      : undefined,
  )
}

export function asPairs(value: unknown): AlikePair[] | undefined {
  return asList(value, ({ first, second, similarity }) =>
    typeof similarity === 'number' && first !== undefined && second !== undefined
      ? { first: String(first), second: String(second), similarity }
      : undefined,
  )
}

export function asFlatRows(value: unknown): FlatRow[] | undefined {
  return asList(value, (row) => {
    const flat = Object.entries(row).every(([, cell]) => cell === null || typeof cell !== 'object')
    return flat ? (row as FlatRow) : undefined
  })
}

export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

/** Vectors of one length. */
export function asVectors(value: unknown): number[][] | undefined {
  if (!Array.isArray(value) || value.length < 2) return undefined
  const isVector = (one: unknown): one is number[] =>
    Array.isArray(one) && one.length > 1 && one.every((part) => typeof part === 'number')
  return value.every(isVector) ? value : undefined
}

/** Most vectors that are compared with one another. */
const mostVectors = 40

/** How alike vectors of length 1 are. */
export function vectorPairs(vectors: readonly (readonly number[])[]): AlikePair[] {
  const shown = vectors.slice(0, mostVectors)
  return shown.flatMap((first, at) =>
    shown.slice(at + 1).map((second, further) => ({
      first: String(at + 1),
      second: String(at + further + 2),
      similarity: first.reduce((sum, part, place) => sum + part * (second[place] ?? 0), 0),
    })),
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function asList<T>(value: unknown, read: (row: Record<string, unknown>) => T | undefined): T[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const rows: T[] = []
  for (const one of value) {
    const row = isRecord(one) ? read(one) : undefined
    if (row === undefined) return undefined
    rows.push(row)
  }
  return rows
}
