import type { Picture } from '../local-adapter.js'
import { Canvas, type Color, letterWidth } from './canvas.js'

/** A series to be drawn, with what was found out of it. */
export interface DrawnSeries {
  name: string
  values: Float64Array
  /** What to call a place, also behind the last value. */
  label(at: number): string
  /** Goes on from the last value. */
  forecast?: { values: Float64Array; lower: Float64Array; upper: Float64Array } | undefined
  /** Places that are marked. */
  marked?: readonly { from: number; to: number; at: number }[] | undefined
}

const width = 960
const panel = { height: 260, left: 84, right: 16, top: 26, bottom: 26 }
const colors = {
  frame: [190, 190, 190],
  grid: [232, 232, 232],
  text: [70, 70, 70],
  past: [40, 80, 150],
  future: [200, 90, 20],
  band: [248, 222, 200],
  mark: [210, 30, 40],
} satisfies Record<string, Color>

/** Draws series one below the other, each with its own scale. No more than four: the rest is left out. */
export function drawSeries(all: readonly DrawnSeries[]): Picture {
  const shown = all.slice(0, 4)
  const canvas = new Canvas(width, panel.height * Math.max(1, shown.length))
  for (const [index, series] of shown.entries()) drawPanel(canvas, series, index * panel.height)
  return canvas.picture()
}

function drawPanel(
  canvas: Canvas,
  { name, values, label, forecast, marked = [] }: DrawnSeries,
  top: number,
): void {
  const ahead = forecast?.values.length ?? 0
  // Of a long past what is drawn is in proportion to what is ahead.
  const first = ahead > 0 ? Math.max(0, values.length - Math.max(60, 5 * ahead)) : 0
  const last = values.length + ahead - 1
  const all = [values.subarray(first), ...(forecast ? [forecast.values, forecast.lower, forecast.upper] : [])]
  const [low, high] = boundsOf(all)
  const [left, right] = [panel.left, width - panel.right]
  const [upper, lower] = [top + panel.top, top + panel.height - panel.bottom]
  const x = (at: number) => left + ((at - first) / Math.max(1, last - first)) * (right - left)
  const y = (value: number) => lower - ((value - low) / (high - low)) * (lower - upper)

  canvas.text(name.slice(0, 60), left, top + 8, colors.text)
  for (const tick of ticksBetween(low, high)) {
    canvas.line([left, y(tick)], [right, y(tick)], 1, colors.grid)
    const words = formatTick(tick)
    canvas.text(words, left - 8 - words.length * letterWidth, y(tick) - 5, colors.text)
  }
  if (forecast) {
    // The bounds begin where the past ends.
    const start = values.at(-1) ?? 0
    const [lows, highs] = [
      Float64Array.of(start, ...forecast.lower),
      Float64Array.of(start, ...forecast.upper),
    ]
    const begin = x(values.length - 1)
    const apart = x(values.length) - begin
    const between = (bounds: Float64Array, place: number) => {
      const step = Math.min(bounds.length - 1, Math.floor(place))
      const next = bounds[Math.min(bounds.length - 1, step + 1)] ?? 0
      return (bounds[step] ?? 0) + (next - (bounds[step] ?? 0)) * (place - step)
    }
    for (let column = begin; column < begin + apart * (lows.length - 1); column += 0.5) {
      const place = (column - begin) / apart
      canvas.rectangle(column, y(between(highs, place)), column + 0.5, y(between(lows, place)), colors.band)
    }
  }
  drawLine(canvas, values, { from: first, x, y }, colors.past)
  if (forecast) {
    const joined = Float64Array.of(values.at(-1) ?? 0, ...forecast.values)
    drawLine(canvas, joined, { from: 0, x: (at) => x(values.length - 1 + at), y }, colors.future)
  }
  for (const { from, to, at } of marked) {
    if (to > from) canvas.line([x(from), lower - 3], [x(to), lower - 3], 4, colors.mark)
    canvas.dot(x(at), y(values[at] ?? 0), 4, colors.mark)
  }
  canvas.line([left, lower], [right, lower], 1, colors.frame)
  canvas.line([left, upper], [left, lower], 1, colors.frame)
  const end = label(last)
  canvas.text(label(first), left, lower + 8, colors.text)
  canvas.text(end, right - end.length * letterWidth, lower + 8, colors.text)
}

interface Places {
  from: number
  x: (at: number) => number
  y: (value: number) => number
}

/** A line through the values; of many in one column of pixels the lowest and the highest. */
function drawLine(canvas: Canvas, values: Float64Array, { from, x, y }: Places, color: Color): void {
  const many = x(from + 1) - x(from) < 0.25
  if (!many) {
    for (let at = from + 1; at < values.length; at++)
      canvas.line([x(at - 1), y(values[at - 1] ?? 0)], [x(at), y(values[at] ?? 0)], 2, color)
    return
  }
  for (let at = from; at < values.length; ) {
    const column = Math.floor(x(at))
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (; at < values.length && Math.floor(x(at)) === column; at++) {
      low = Math.min(low, values[at] ?? 0)
      high = Math.max(high, values[at] ?? 0)
    }
    canvas.line([column, y(low)], [column, y(high)], 1.5, color)
  }
}

function boundsOf(all: readonly Float64Array[]): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const values of all)
    for (const value of values) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1
  return [low - room, high + room]
}

/** Some four round numbers. */
function ticksBetween(low: number, high: number): number[] {
  const rough = (high - low) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough
  const count = Math.floor(high / step) - Math.ceil(low / step) + 1
  return Array.from(
    { length: Math.min(10, Math.max(0, count)) },
    (_, index) => (Math.ceil(low / step) + index) * step,
  )
}

const formatTick = (value: number): string => {
  const size = Math.abs(value)
  if (size >= 1e6 || (size > 0 && size < 1e-3)) return value.toExponential(1)
  return String(Number(value.toPrecision(5)))
}
