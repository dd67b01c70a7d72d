import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startBare } from './bare.js'
import { type BenchLine, ms } from './bench-line.js'
import { memos, pictures, withDemoAgent } from './demo-agent.js'

const requests = 150
const calls = 100

/** Event-loop lag of the parent while two hosts run inference flat out, against the bare pipeline in the same process. */
export async function main(): Promise<BenchLine[]> {
  const file = memos[7] ?? ''
  const bare = startBare({ threads: 1 })
  const bareLag = await bare.call({
    task: 'automatic-speech-recognition',
    model: 'pictogram/whisper-tiny',
    file,
    measureLag: calls,
  })
  bare.stop()

  const lag = await withDemoAgent(['local.hosts=2', 'local.threads=1'], async (agent) => {
    const work = (i: number) =>
      i % 2
        ? agent.run({ text: 'Transcribe this.', media: [memos[i % memos.length] ?? ''] }).result
        : agent.run({ text: 'Describe this picture.', media: [pictures[i % pictures.length] ?? ''] }).result
    await Promise.all([work(0), work(1), work(2), work(3)])
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    // Four requests in flight keep both hosts busy all the time.
    let next = 0
    const worker = async () => {
      while (next < requests) await work(next++)
    }
    await Promise.all([worker(), worker(), worker(), worker()])
    delay.disable()
    return delay.percentile(99) / 1e6
  })
  return [
    {
      name: `event-loop lag at p99, two hosts flat out (bare pipeline in the same process: ${ms(bareLag)})`,
      value: ms(lag),
      target: '<= 20 ms',
      pass: lag <= 20,
    },
  ]
}
