/**
 * Finds cycles in "waits for" edges, one for each group of steps that wait for one another, as the ids on the way round.
 * Visits every edge once and needs no call stack, so that a plan of any size can be checked.
 */
export function findCycles(waitsFor: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = []
  const done = new Set<string>()
  for (const start of waitsFor.keys()) {
    if (done.has(start)) continue
    const way: string[] = []
    const place = new Map<string, number>()
    const left: Iterator<string>[] = []
    const enter = (id: string) => {
      place.set(id, way.length)
      way.push(id)
      left.push((waitsFor.get(id) ?? [])[Symbol.iterator]())
    }
    enter(start)
    let inCycle = -1
    while (left.length > 0) {
      const next = left.at(-1)?.next()
      if (next?.done !== false) {
        left.pop()
        const id = way.pop()
        if (id === undefined) break
        place.delete(id)
        done.add(id)
        if (way.length <= inCycle) inCycle = -1
        continue
      }
      const at = place.get(next.value)
      if (at !== undefined) {
        if (inCycle === -1) {
          cycles.push(way.slice(at))
          inCycle = at
        }
      } else if (!done.has(next.value) && waitsFor.has(next.value)) enter(next.value)
    }
  }
  return cycles
}
