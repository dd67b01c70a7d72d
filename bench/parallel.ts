import type { Agent, Plan } from '../dist/index.js'
import type { BenchLine } from './bench-line.js'
import { childrenAtWork } from './children-at-work.js'
import { memos, withDemoAgent } from './demo-agent.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

const plan: Plan = {
  steps: [
    { id: 's1', tool: 'automatic-speech-recognition', input: { audio: '$audio1' } },
    { id: 's2', tool: 'automatic-speech-recognition', input: { audio: '$audio1', language: 'en' } },
  ],
}

/**
 * Two independent branches on two single-threaded hosts, against the same plan run one step after the other. A busy machine has
 * no second core to give, so that what is compared is not the time but how much the hosts were at work in it.
 */
export async function main(): Promise<BenchLine[]> {
  const settings = ['local.hosts=2', 'local.threads=1']
  const run = (agent: Agent) =>
    agent.run({ text: 'Transcribe this twice.', media: [memos[7] ?? ''], plan }).result
  return withDemoAgent(settings, (together) =>
    withDemoAgent([...settings, 'steps.concurrency=1'], async (apart) => {
      const rounds = await pairedRounds(
        {
          together: () => childrenAtWork(() => run(together)),
          apart: () => childrenAtWork(() => run(apart)),
        },
        { rounds: 300, seconds: 80, warmUps: 3 },
      )
      const gain = rounds.ratio('together', 'apart')
      return [
        {
          name: `hosts at work at once with two branches: together ${rounds.of('together').toFixed(2)}, one after the other ${rounds.of('apart').toFixed(2)}`,
          value: inTimes(gain, rounds.count),
          target: '>= 1.7x on 2 cores',
          pass: gain.middle >= 1.7,
        },
      ]
    }),
  )
}
