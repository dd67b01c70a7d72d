/** Does items that come one by one several at a time. */
export interface MicroBatches<I, O> {
  /** Resolves with what the item's batch gave for it; rejects with what the batch failed with. */
  run(item: I): Promise<O>
}

export interface MicroBatchesOptions<I, O> {
  /** Most items in one batch. */
  size: number
  /** Most batches at once. */
  atOnce: number
  /** Gives a result for each item, in their order. */
  work: (items: readonly I[]) => Promise<readonly O[]>
}

interface Waiting<I, O> {
  item: I
  resolve: (result: O) => void
  reject: (reason: unknown) => void
}

/**
 * Takes all that waits, up to `size`, as soon as a batch may begin: an item that comes alone waits for nobody, and the busier the
 * work, the larger are its batches.
 */
export function createMicroBatches<I, O>({
  size,
  atOnce,
  work,
}: MicroBatchesOptions<I, O>): MicroBatches<I, O> {
  const waiting: Waiting<I, O>[] = []
  let running = 0
  let isDue = false

  /** Once for all items of one turn of the event loop, so that those that come together share a batch. */
  function pump(): void {
    if (isDue || running >= atOnce || waiting.length === 0) return
    isDue = true
    setImmediate(() => {
      isDue = false
      while (running < atOnce && waiting.length > 0) void runBatch(waiting.splice(0, size))
    })
  }

  async function runBatch(batch: readonly Waiting<I, O>[]): Promise<void> {
    running += 1
    try {
      const results = await work(batch.map(({ item }) => item))
      for (const [at, { resolve, reject }] of batch.entries()) {
        const result = results[at]
        if (result === undefined) reject(new Error('A batch gave no result for an item.'))
        else resolve(result)
      }
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown)
    } finally {
      running -= 1
      pump()
    }
  }

  return {
    run: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        pump()
      }),
  }
}
