/** Few enough that Redis works on some while this process prepares others; enough that a call's own cost is small. */
const mostAtOnce = 32

/**
 * Gathers what is asked within one turn of the event loop and has it answered together: many small calls to Redis become
 * one. An error among the results is thrown at who asked for it; an error of `answer` at all whose item was in that call.
 * The results of each call are handed on in a turn of their own, so that what some lead to is on its way to Redis before
 * the next are looked at: this process and Redis work at the same time.
 */
export function coalesce<T, R>(
  answer: (items: readonly T[]) => Promise<readonly R[]>,
): (item: T) => Promise<R> {
  let gathered: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = []

  function flush(): void {
    const some = gathered
    gathered = []
    if (some.length === 0) return
    const handOn = (results: readonly R[]) => {
      for (const [at, result] of results.entries()) {
        if (result instanceof Error) some[at]?.reject(result)
        else some[at]?.resolve(result)
      }
    }
    answer(some.map(({ item }) => item)).then(
      (results) => void setImmediate(handOn, results),
      (error) => {
        for (const { reject } of some) reject(error)
      },
    )
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (gathered.length === 0) setImmediate(flush)
      gathered.push({ item, resolve, reject })
      if (gathered.length === mostAtOnce) flush()
    })
}
