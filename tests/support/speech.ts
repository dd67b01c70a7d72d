import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether `espeak-ng` and `sox` are there. Tests that make speech with them are left out where they are not, and say so. */
export const canSpeak = ['espeak-ng', 'sox'].every(
  (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0,
)
if (!canSpeak)
  process.stderr.write(
    'No espeak-ng and sox here: tests with two voices are left out. Install them to run these.\n',
  )

const voices = { low: 'en-us+m3', high: 'en-us+f2' }

/** Has one of two voices say something, into a WAV file. */
export async function speak(text: string, voice: keyof typeof voices, file: string): Promise<void> {
  await run('espeak-ng', ['-v', voices[voice], '-w', file, text])
}

/** Runs sox; the words are written as on a command line without quotation marks. */
export async function sox(args: string, options?: { cwd: string }): Promise<void> {
  await run('sox', args.split(' ').filter(Boolean), options)
}
