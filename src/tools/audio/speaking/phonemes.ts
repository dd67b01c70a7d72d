import { spawn } from 'node:child_process'
import { SwitchyardError } from '../../../core/errors.js'

/** Marks that a voice pauses at, or that tell it how to say a sentence: they stay between the phonemes. */
const marks = / ?([;:,.!?¡¿—…"«»“”()]+) ?/u
const mostMilliseconds = 20_000

/**
 * How a text is said, as phonemes of the international alphabet with its marks between them, by the `espeak-ng` program. The text goes to it
 * by a pipe.
 *
 * @param language as espeak-ng names it: `en-us`, `fr-fr`
 * @throws SwitchyardError `MODEL_UNAVAILABLE` where the program is not there
 */
export async function phonemesOf(text: string, language: string, signal: AbortSignal): Promise<string> {
  const parts = text.replace(/\s+/g, ' ').split(marks)
  const said: string[] = []
  for (const [at, part] of parts.entries()) {
    if (at % 2 === 1) said.push(`${part[0]} `)
    else if (/[\p{L}\p{N}]/u.test(part)) said.push(await pronounce(part, language, signal))
  }
  return said.join('').trim()
}

function pronounce(part: string, language: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ['-q', '--ipa', '-v', language, '--stdin']
    const child = spawn('espeak-ng', args, {
      signal,
      timeout: mostMilliseconds,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const output: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stdin.on('error', () => {})
    child.on('error', (error) => reject(signal.aborted ? error : missing(error)))
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString('utf8').replace(/\s+/g, ' ').trim())
      else
        reject(
          new SwitchyardError(
            'MODEL_UNAVAILABLE',
            `The program espeak-ng has no voice "${language}", or failed (${code}). Install its languages.`,
          ),
        )
    })
    child.stdin.end(part)
  })
}

const missing = (cause: unknown) =>
  new SwitchyardError(
    'MODEL_UNAVAILABLE',
    'This voice needs the program espeak-ng, which tells how words are said. Install it (apt-get install espeak-ng, brew install espeak-ng), or take another model.',
    { cause },
  )
