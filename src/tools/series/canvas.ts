import type { Picture } from '../local-adapter.js'

export type Color = readonly [red: number, green: number, blue: number]

/** Lines are drawn twice as large and then made smaller, so that they are smooth. */
const scale = 2

/** A small white picture to draw a plot on. Places are in pixels from the upper left corner. */
export class Canvas {
  readonly #width: number
  readonly #height: number
  readonly #data: Uint8Array

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.#width = width * scale
    this.#height = height * scale
    this.#data = new Uint8Array(this.#width * this.#height * 3).fill(255)
  }

  rectangle(left: number, top: number, right: number, bottom: number, color: Color): void {
    const to = (place: number) => Math.round(place * scale)
    for (let y = Math.max(0, to(top)); y < Math.min(this.#height, to(bottom)); y++)
      for (let x = Math.max(0, to(left)); x < Math.min(this.#width, to(right)); x++)
        this.#data.set(color, (y * this.#width + x) * 3)
  }

  dot(x: number, y: number, radius: number, color: Color): void {
    const [middleX, middleY, reach] = [x * scale, y * scale, radius * scale]
    for (
      let row = Math.max(0, Math.floor(middleY - reach));
      row <= Math.min(this.#height - 1, middleY + reach);
      row++
    )
      for (
        let column = Math.max(0, Math.floor(middleX - reach));
        column <= Math.min(this.#width - 1, middleX + reach);
        column++
      )
        if ((column - middleX) ** 2 + (row - middleY) ** 2 <= reach ** 2)
          this.#data.set(color, (row * this.#width + column) * 3)
  }

  line(
    from: readonly [number, number],
    to: readonly [number, number],
    thickness: number,
    color: Color,
  ): void {
    const steps = Math.max(
      1,
      Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])) * scale),
    )
    for (let step = 0; step <= steps; step++) {
      const share = step / steps
      this.dot(from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, thickness / 2, color)
    }
  }

  /** Words in capitals, 10 pixels high and 8 wide each; what has no letter here is left empty. */
  text(words: string, x: number, y: number, color: Color): void {
    for (const [place, letter] of [...words.toUpperCase()].entries())
      for (const [row, digit] of [...(glyphs[letter] ?? '')].entries())
        for (let column = 0; column < 3; column++)
          if ((Number(digit) >> (2 - column)) & 1) {
            const [left, top] = [x + place * letterWidth + column * 2, y + row * 2]
            this.rectangle(left, top, left + 2, top + 2, color)
          }
  }

  picture(): Picture {
    const data = new Uint8Array(this.width * this.height * 3)
    for (let y = 0; y < this.height; y++)
      for (let x = 0; x < this.width; x++)
        for (let channel = 0; channel < 3; channel++) {
          const at = (y * scale * this.#width + x * scale) * 3 + channel
          const below = at + this.#width * 3
          const sum = [at, at + 3, below, below + 3].reduce(
            (total, place) => total + (this.#data[place] ?? 0),
            0,
          )
          data[(y * this.width + x) * 3 + channel] = sum / 4
        }
    return { data, width: this.width, height: this.height, channels: 3 }
  }
}

export const letterWidth = 8

/** Letters of three by five dots: a digit for each row, whose bits are its dots. */
const glyphs: Readonly<Record<string, string>> = {
  ...{ '0': '75557', '1': '26227', '2': '71747', '3': '71717', '4': '55711', '5': '74717', '6': '74757' },
  ...{ '7': '71122', '8': '75757', '9': '75717', '-': '00700', '+': '02720', '.': '00002', ',': '00024' },
  ...{ ':': '02020', '/': '11244', '%': '51245', '(': '24442', ')': '21112', '=': '07070', _: '00007' },
  ...{ A: '25755', B: '65656', C: '34443', D: '65556', E: '74647', F: '74644', G: '34553', H: '55755' },
  ...{ I: '72227', J: '11152', K: '55655', L: '44447', M: '57755', N: '65555', O: '25552', P: '65644' },
  ...{ Q: '25563', R: '65655', S: '34216', T: '72222', U: '55557', V: '55552', W: '55775', X: '55255' },
  ...{ Y: '55222', Z: '71247' },
}
