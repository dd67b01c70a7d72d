/** Keeps two kinds of work apart, in the order in which they come. */
export interface Turns {
  /** Runs beside other work of this kind. */
  shared<T>(work: () => Promise<T>): Promise<T>
  /** Starts once all that came before has ended; what comes later starts when it has. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

export function createTurns(): Turns {
  const running = new Set<Promise<unknown>>()
  let lastAlone: Promise<unknown> = Promise.resolve()

  function note<T>(work: Promise<T>): Promise<unknown> {
    const end: Promise<unknown> = work.catch(() => undefined).then(() => running.delete(end))
    running.add(end)
    return end
  }

  return {
    shared(work) {
      const done = lastAlone.then(work)
      note(done)
      return done
    },
    alone(work) {
      const done = Promise.all(running).then(work)
      lastAlone = note(done)
      return done
    },
  }
}
