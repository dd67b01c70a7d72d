import { ScrollBox } from '../parts/scroll-box.js'
import type { AlikePair } from './output-shapes.js'

/** How alike things are to one another, as a table of all with all. */
export function MatrixView({ pairs }: { pairs: readonly AlikePair[] }) {
  const names = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))].sort(byNumber)
  const known = new Map(
    pairs.flatMap(({ first, second, similarity }) => [
      [`${first}\n${second}`, similarity],
      [`${second}\n${first}`, similarity],
    ]),
  )
  return (
    <ScrollBox label="How alike they are">
      <table class="matrix">
        <thead>
          <tr>
            <td />
            {names.map((name) => (
              <th key={name} scope="col" dir="auto">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((first) => (
            <tr key={first}>
              <th scope="row" dir="auto">
                {first}
              </th>
              {names.map((second) => {
                const similarity = first === second ? undefined : known.get(`${first}\n${second}`)
                return (
                  <td key={second} data-strength={strengthOf(similarity)}>
                    {similarity === undefined ? '' : similarity.toFixed(2)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

/** Pairs come with the most alike first, things in the order of their numbers. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, undefined, { numeric: true })

/** 0 to 5, for the shade of a cell. */
const strengthOf = (similarity: number | undefined): number | undefined =>
  similarity === undefined ? undefined : Math.max(0, Math.min(5, Math.round(similarity * 5)))
