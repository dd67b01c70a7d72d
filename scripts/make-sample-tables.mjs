// Writes samples/tables/: made-up series whose truth is known (samples/samples.json says it). The same numbers each time.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../samples/tables/', import.meta.url))
mkdirSync(folder, { recursive: true })
let seed = 7
/** Of a uniform distribution, -0.5 to 0.5. */
const noise = () => {
  seed = (seed * 1103515245 + 12345) % 2 ** 31
  return seed / 2 ** 31 - 0.5
}
const wave = (at, length) => Math.sin((2 * Math.PI * at) / length)

// Five years of months: a slope of 2 a month and a season of 30 above and below.
const months = Array.from({ length: 60 }, (_, at) => {
  const month = `${2020 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  return `${month},${Math.round(100 + 2 * at + 30 * wave(at, 12) + 4 * noise())}`
})
writeFileSync(`${folder}sales.csv`, `${['month,revenue', ...months].join('\n')}\n`)

// Ten days of hours. A spike in row 101, a sensor that is stuck in rows 161 to 172, and a pressure that is all right but for a hole.
const hours = Array.from({ length: 240 }, (_, at) => {
  const time = new Date(Date.UTC(2025, 2, 1, at)).toISOString().slice(0, 16)
  const stuck = at >= 160 && at < 172
  const temperature = at === 100 ? 48.5 : stuck ? 21.7 : 20 + 5 * wave(at, 24) + noise()
  const pressure = at === 50 ? '' : (1013 + 2 * wave(at, 24) + noise()).toFixed(1)
  return `${time},${temperature.toFixed(2)},${pressure}`
})
writeFileSync(`${folder}sensor.csv`, `${['time,temperature,pressure', ...hours].join('\n')}\n`)
