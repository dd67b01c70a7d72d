import { stripVTControlCharacters } from 'node:util'
import pc from 'picocolors'

/** Where a command writes: answers and data to `out`, progress and problems to `err`. */
export interface Terminal {
  out: (text: string) => void
  err: (text: string) => void
  /** Whether `err` is a terminal that can be redrawn. */
  interactive: boolean
  /** Colours for each stream; plain where it is no terminal or `NO_COLOR` is set. */
  outColor: Colors
  errColor: Colors
}
export type Colors = ReturnType<typeof pc.createColors>

export function processTerminal({ quiet = false }: { quiet?: boolean | undefined } = {}): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: quiet ? () => {} : (text) => void process.stderr.write(text),
    interactive: !quiet && canRedraw(process.stderr) && process.env.TERM !== 'dumb',
    outColor: pc.createColors(wantsColor(process.stdout)),
    errColor: pc.createColors(wantsColor(process.stderr)),
  }
}

/** A terminal that says it has no columns (`script` or `docker run -t` without one) would be cleared for ever. */
export const canRedraw = ({ isTTY, columns }: { isTTY?: boolean; columns?: number }): boolean =>
  isTTY === true && columns !== 0

function wantsColor(stream: { isTTY?: boolean }): boolean {
  if (process.env.NO_COLOR) return false
  if (process.env.FORCE_COLOR && process.env.FORCE_COLOR !== '0') return true
  return stream.isTTY === true && process.env.TERM !== 'dumb'
}

/** Colours take no room. */
const shownLength = (cell: string): number => stripVTControlCharacters(cell).length

/** Aligned columns for people: the width of each is that of its longest cell. The last is not padded. */
export function columns(rows: readonly (readonly string[])[], gap = '  '): string {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, shownLength(cell))
    })
  return rows
    .map((row) =>
      row
        .map((cell, i) =>
          i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - shownLength(cell)),
        )
        .join(gap)
        .trimEnd(),
    )
    .join('\n')
}
