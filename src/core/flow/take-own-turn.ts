const waiting: (() => void)[] = []

/**
 * Resolves in a turn of the event loop that no other caller gets, in the order of the calls. Work of many requests that
 * came together is spread over turns by it, so that timers and input are seen to in between.
 */
export function takeOwnTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(next)
  })
}

function next(): void {
  const first = waiting.shift()
  // Before what it wakes can call again: the last one leaves no caller behind.
  if (waiting.length > 0) setImmediate(next)
  first?.()
}
