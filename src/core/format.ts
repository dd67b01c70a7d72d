const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB']

/** A size for people, in decimal units: `999 B`, `1.5 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let power = 0
  while (Math.round(value) >= 1000 && power < byteUnits.length - 1) {
    value /= 1000
    power += 1
  }
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${byteUnits[power]}`
}

/** A place in a recording for people: `0:04`, `12:30`, `1:02:03`. */
export function clockTime(seconds: number): string {
  const whole = Math.floor(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** A time for people, in its two largest units: `7 ms`, `1.2 s`, `2 min 5 s`, `3 d 4 h`. */
export function formatMs(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}
