import cliProgress from 'cli-progress'

/** The bar of a batch on stderr, which says `text` behind it. */
export function startBatchBar(total: number, done: number, text: string): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: '{bar} {text}',
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  })
  bar.start(total, done, { text })
  return bar
}
