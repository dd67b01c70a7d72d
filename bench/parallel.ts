import type { Agent, Plan } from '../dist/index.js'
import { startBare } from './bare.js'
import { type BenchLine, ms, timed } from './bench-line.js'
import { memos, withDemoAgent } from './demo-agent.js'
import { inTimes, type PairedRounds, pairedRounds } from './paired-rounds.js'

const file = memos[7] ?? ''
const call = { task: 'automatic-speech-recognition', model: 'pictogram/whisper-tiny', file }
const plan: Plan = {
  steps: [
    { id: 's1', tool: call.task, input: { audio: '$audio1' } },
    { id: 's2', tool: call.task, input: { audio: '$audio1', language: 'en' } },
  ],
}

/**
 * Two independent branches on two single-threaded hosts, and the same plan run one step after the other, against the bare
 * calls in two processes, at once and one after the other. A machine that is busy with other work has no second core to give: what
 * the bare processes gain says what there was to be gained.
 */
export async function main(): Promise<BenchLine[]> {
  const settings = ['local.hosts=2', 'local.threads=1']
  const bare = [startBare({ threads: 1 }), startBare({ threads: 1 })]
  const bareTogether = () => Promise.all(bare.map((process) => process.call(call)))
  const bareApart = async () => {
    for (const process of bare) await process.call(call)
  }
  try {
    return await withDemoAgent(settings, (together) =>
      withDemoAgent([...settings, 'steps.concurrency=1'], async (apart) =>
        judge(
          await pairedRounds(
            {
              together: () => timed(() => run(together)),
              bareTogether: () => timed(bareTogether),
              apart: () => timed(() => run(apart)),
              bareApart: () => timed(bareApart),
            },
            { rounds: 200, seconds: 80, warmUps: 3 },
          ),
        ),
      ),
    )
  } finally {
    for (const process of bare) process.stop()
  }
}

function judge(rounds: PairedRounds<'together' | 'bareTogether' | 'apart' | 'bareApart'>): BenchLine[] {
  const [gain, bareGain] = [rounds.ratio('apart', 'together'), rounds.ratio('bareApart', 'bareTogether')]
  const beside = rounds.ratio('bareTogether', 'together')
  const share = gain.middle / bareGain.middle
  return [
    {
      name: `two branches at once ${ms(rounds.of('together'))}, the calls in two bare processes at once ${ms(rounds.of('bareTogether'))}`,
      value: `${inTimes(beside, rounds.count)} as fast`,
      target: '>= 0.8x',
      pass: beside.middle >= 0.8,
    },
    {
      name: `gain over one after the other (${ms(rounds.of('apart'))}) ${inTimes(gain, rounds.count)}, of two bare processes ${inTimes(bareGain, rounds.count)}`,
      value: `${share.toFixed(2)}x of theirs`,
      target: '>= 0.9x',
      pass: share >= 0.9,
    },
  ]
}

const run = (agent: Agent) => agent.run({ text: 'Transcribe this twice.', media: [file], plan }).result
