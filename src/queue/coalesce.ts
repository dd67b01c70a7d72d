const mostAtOnce = 256

/**
 * Gathers what is asked within one turn of the event loop and has it answered together: many small calls to Redis become
 * one. An error among the results is thrown at who asked for it; an error of `answer` at all whose item was in that call.
 */
export function coalesce<T, R>(
  answer: (items: readonly T[]) => Promise<readonly R[]>,
): (item: T) => Promise<R> {
  let gathered: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = []

  function flush(): void {
    const all = gathered
    gathered = []
    for (let from = 0; from < all.length; from += mostAtOnce) {
      const some = all.slice(from, from + mostAtOnce)
      answer(some.map(({ item }) => item)).then(
        (results) => {
          for (const [at, result] of results.entries()) {
            if (result instanceof Error) some[at]?.reject(result)
            else some[at]?.resolve(result)
          }
        },
        (error) => {
          for (const { reject } of some) reject(error)
        },
      )
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (gathered.length === 0) setImmediate(flush)
      gathered.push({ item, resolve, reject })
    })
}
