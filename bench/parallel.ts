import type { Plan } from '../dist/index.js'
import { type BenchLine, median, ms } from './bench-line.js'
import { longMemo, withDemoAgent } from './demo-agent.js'

const rounds = 7
const plan: Plan = {
  steps: [
    { id: 's1', tool: 'automatic-speech-recognition', input: { audio: '$audio1' } },
    { id: 's2', tool: 'automatic-speech-recognition', input: { audio: '$audio1', language: 'en' } },
  ],
}

/** Two independent branches on two single-threaded hosts, against the same plan run one step after the other. */
export async function main(): Promise<BenchLine[]> {
  const settings = ['local.hosts=2', 'local.threads=1']
  return withDemoAgent(settings, (together) =>
    withDemoAgent([...settings, 'steps.concurrency=1'], async (apart) => {
      const ratios: number[] = []
      const times: { together: number; apart: number }[] = []
      for (let round = -2; round < rounds; round++) {
        const measured = { together: await time(together), apart: await time(apart) }
        if (round < 0) continue
        times.push(measured)
        ratios.push(measured.apart / measured.together)
      }
      const ratio = median(ratios)
      const [a, b] = [median(times.map((time) => time.apart)), median(times.map((time) => time.together))]
      return [
        {
          name: `two branches, one after the other ${ms(a)}, together ${ms(b)}`,
          value: `${ratio.toFixed(2)}x at the median of ${rounds}`,
          target: '>= 1.7x on 2 cores',
          pass: ratio >= 1.7,
        },
      ]
    }),
  )

  async function time(agent: Parameters<Parameters<typeof withDemoAgent>[1]>[0]): Promise<number> {
    const startedAt = performance.now()
    await agent.run({ text: 'Transcribe this twice.', media: [longMemo], plan }).result
    return performance.now() - startedAt
  }
}
