import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { FileFault } from '../explain-read-error.js'

/** CPU time after which the program ends itself, should the process that started it be gone. */
const cpuSeconds = 900
/** Most of its messages that is looked at. */
const maxMessages = 20_000

/**
 * Runs the `ffmpeg` program with one output to a pipe, and gives what it writes. It opens no network and no other file, and
 * it ends when its output is no longer read.
 * @throws FileFault where it failed before it gave anything
 */
export async function* runFfmpeg(
  args: readonly string[],
  { signal }: { signal: AbortSignal },
): AsyncGenerator<Buffer> {
  const limits = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-timelimit', String(cpuSeconds)]
  const child = spawn(
    'ffmpeg',
    [...limits, '-protocol_whitelist', 'file,pipe', '-threads', '2', ...args, 'pipe:1'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const ended = once(child, 'close')
  // What goes wrong is told by the code below.
  ended.catch(() => {})
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  let messages = ''
  child.stderr.on('data', (text: Buffer) => {
    if (messages.length < maxMessages) messages += text.toString('utf8')
  })
  let given = 0
  try {
    for await (const chunk of child.stdout) {
      if (!Buffer.isBuffer(chunk)) continue
      given += chunk.length
      yield chunk
    }
    const [code] = await ended
    if (code !== 0 && given === 0) throw new FileFault(explainFailure(messages))
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

export async function collectOutput(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

/** Whether the program is there. */
export async function hasFfmpeg(): Promise<boolean> {
  const child = spawn('ffmpeg', ['-version'], { stdio: 'ignore' })
  try {
    const [code] = await once(child, 'close')
    return code === 0
  } catch {
    return false
  }
}

const meanings: readonly [RegExp, string][] = [
  [/encrypt|decrypt|cenc/i, 'its pictures are encrypted'],
  [/matches no streams|does not contain any stream/i, 'it has no pictures'],
  [/moov atom not found|partial file|End of file/i, 'it ends too early'],
  [
    /Decoder \(|Unknown decoder|not currently supported/i,
    'its pictures are of a kind that ffmpeg can not decode',
  ],
]

/** The program's messages name files and addresses in memory: none of them is shown. */
function explainFailure(messages: string): string {
  return meanings.find(([text]) => text.test(messages))?.[1] ?? 'its pictures can not be decoded'
}
