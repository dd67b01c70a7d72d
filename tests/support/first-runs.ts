import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import xterm from '@xterm/headless'
import { execa } from 'execa'
import { startDemoHub } from './demo-hub.js'
import { startSeeingLlm } from './seeing-llm.js'

/** What a terminal showed of one command, when all was over. */
export interface Recording {
  command: string
  shown: string
}

export interface FirstRun {
  title: string
  intro: string
  recordings: Recording[]
  /** Calls that the LLM got in all. */
  llmCalls: number
}

const question = 'What is in this picture, and how many people are there?'
const sample = 'samples/images/scene-06.png'
const columns = 100

/**
 * Does what somebody new does, in an empty folder and with nothing kept: with a key, with an LLM server on this machine,
 * and with neither. `program` is the installed command's file.
 */
export async function recordFirstRuns(program: string, folder: string): Promise<FirstRun[]> {
  const hub = await startDemoHub()
  const remote = await startSeeingLlm({ model: 'gpt-5-mini' })
  const local = await startSeeingLlm({ model: 'qwen2.5vl:7b', capabilities: ['completion', 'vision'] })
  try {
    const key = await recorder(program, join(folder, 'key'), {
      OPENAI_API_KEY: 'sk-anything',
      OPENAI_BASE_URL: `${remote.url}/v1`,
      OPENAI_MODEL: 'gpt-5-mini',
    })
    const server = await recorder(program, join(folder, 'server'), {
      SWITCHYARD_LLM_SERVERS: `["${local.url}"]`,
    })
    const neither = await recorder(program, join(folder, 'neither'), {
      HF_ENDPOINT: hub.hub.url,
      HF_INFERENCE_ENDPOINT: hub.hub.url,
    })
    for (const run of [server, neither]) await run('samples', 'samples')
    const replace = (text: string) => text.replaceAll(local.url, 'http://127.0.0.1:11434')
    return [
      {
        title: 'With a key',
        intro:
          'The LLM behind the key plans. It sees, so that it looks at the picture itself: two calls, and one for mere talk.',
        recordings: [
          { command: 'export OPENAI_API_KEY=sk-...', shown: '' },
          await key('samples', 'samples'),
          await key('ask', 'hello'),
          await key('ask', question, sample),
        ],
        llmCalls: remote.calls.length,
      },
      {
        title: 'With an LLM server on this machine',
        intro:
          'Ollama runs with a model that sees. Nothing is set: the server is found. The samples are there, as above.',
        recordings: [
          { command: 'ollama pull qwen2.5vl:7b', shown: '' },
          await server('ask', question, sample),
        ].map(({ command, shown }) => ({ command, shown: replace(shown) })),
        llmCalls: local.calls.length,
      },
      {
        title: 'With neither',
        intro:
          'Rules plan, a small model looks at the picture, and is downloaded first. `--profile demo` does without the network.',
        recordings: [
          await neither('ask', 'hello'),
          await neither('ask', 'What is in this picture?', sample),
          await neither(
            'ask',
            '--profile',
            'demo',
            'Which of these pictures shows a horse?',
            'samples/images',
          ),
        ],
        llmCalls: 0,
      },
    ]
  } finally {
    remote.close()
    local.close()
    await hub.close()
  }
}

/** Runs commands in a terminal, in a folder of their own. */
async function recorder(program: string, home: string, env: Record<string, string>) {
  await mkdir(home, { recursive: true })
  return async (...args: string[]): Promise<Recording> => {
    const quoted = [process.execPath, program, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    const { stdout } = await execa(
      'script',
      ['-qec', `stty cols ${columns} rows 40; exec ${quoted.join(' ')}`, '/dev/null'],
      {
        cwd: home,
        stdin: 'pipe',
        reject: false,
        stripFinalNewline: false,
        extendEnv: false,
        env: {
          PATH: process.env.PATH ?? '',
          HOME: home,
          TERM: 'xterm',
          SWITCHYARD_CACHE_DIR: join(home, '.cache'),
          SWITCHYARD_LLM_SERVERS: '[]',
          ...env,
        },
      },
    )
    const command = ['switchyard', ...args.map((word) => (/\s/.test(word) ? JSON.stringify(word) : word))]
    return { command: command.join(' '), shown: (await screenOf(stdout)).replaceAll(home, '~') }
  }
}

/** What stands on a terminal after some output, scrolled out lines too. */
async function screenOf(output: string): Promise<string> {
  const terminal = new xterm.Terminal({ cols: columns, rows: 40, scrollback: 1000, allowProposedApi: true })
  await new Promise<void>((done) => terminal.write(output, done))
  const { active } = terminal.buffer
  const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at))
  const text = lines.reduce(
    (sum, line) =>
      `${sum}${line?.isWrapped === true || sum === '' ? '' : '\n'}${line?.translateToString(true) ?? ''}`,
    '',
  )
  return text.trimEnd()
}

/** The page: docs/first-run.md. */
export function renderFirstRuns(runs: readonly FirstRun[]): string {
  const sections = runs.map(({ title, intro, recordings, llmCalls }) =>
    [
      `## ${title}`,
      `${intro}${llmCalls > 0 ? ` The server got ${llmCalls} calls in all.` : ''}`,
      [
        '```text',
        ...recordings.flatMap(({ command, shown }) => [`$ ${command}`, ...(shown ? [shown] : [])]),
        '```',
      ].join('\n'),
    ].join('\n\n'),
  )
  return `${[head, ...sections, foot].join('\n\n')}\n`
}

const head = `# The first run

What somebody new sees, from an empty folder, after \`npm install -g switchyard-ai\`. This page is made by \`npm run first-runs\`: it packs and installs the
package, runs these commands in a terminal of ${columns} columns, and writes down what stands there at the end. The LLM is a scripted server that sees, and the Hub
holds small models behind the real names, so that real ones answer later, in other words, and take longer to download.`

const foot = `## And then

\`switchyard doctor\` says what is set up and what to do next, \`switchyard init\` asks three questions and writes the settings, and \`switchyard chat\` goes on
where \`ask\` ends. Which LLM is found, and how, is in [LLMs](llms.md); what leaves your machine, in [configuration](configuration.md).`

/** A page without what differs from run to run: times. */
export const withoutTimes = (page: string): string => page.replace(/\b\d+(?:\.\d+)? m?s\b/g, 'TIME')
