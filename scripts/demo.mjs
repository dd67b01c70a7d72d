// Four requests on the samples, each answered by the real command line with the demo profile: no network, no key.
import { spawnSync } from 'node:child_process'

const requests = [
  ['Describe this picture and classify it.', 'samples/images/scene-09.jpg'],
  [
    'What does the memo say, and is that in the picture?',
    'samples/images/scene-06.png',
    'samples/audio/memo-05.wav',
  ],
  [
    'Describe both pictures, say how similar they are, and transcribe the memo.',
    'samples/images/scene-03.png',
    'samples/images/scene-12.png',
    'samples/audio/memo-06.wav',
  ],
  ['What happens in this video, and what is said?', 'samples/video/clip-01.mp4'],
]

for (const [text, ...media] of requests) {
  const args = ['ask', '--profile', 'demo', '--plan', '--no-cache', text, ...media]
  process.stderr.write(
    `\n$ switchyard ${args.map((arg) => (arg.includes(' ') ? JSON.stringify(arg) : arg)).join(' ')}\n`,
  )
  const { status, signal } = spawnSync(process.execPath, ['dist/cli/main.js', ...args], { stdio: 'inherit' })
  if (status !== 0) process.exit(signal ? 130 : (status ?? 1))
}
