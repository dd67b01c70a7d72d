import { execa } from 'execa'
import { expect, it } from 'vitest'

const built = new URL('../../dist/media/reader/watch-self.js', import.meta.url).href

/** A process that watches itself without any memory to spare, while it does what `work` says. */
const watched = (work: string) =>
  execa(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { watchSelfLazily } from '${built}'
      const watch = watchSelfLazily(1)
      watch.busy(true)
      ${work}`,
    ],
    { reject: false },
  )

it.each([
  ['waits for a decoder', 'setInterval(() => {}, 1000)'],
  ['is kept busy', 'watch.beforeBlocking(); while (true) {}'],
])('a process that takes too much memory ends while its main thread %s', async (_, work) => {
  const { signal } = await watched(work)
  expect(signal).toBe('SIGUSR2')
})
