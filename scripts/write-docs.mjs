// Writes what the documentation shows of the running program: docs/tools.md from the tools and the catalogue, and the
// demo's output in the README. Run after changing either (npm run docs). A test checks that both are current.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { formatDtype } from '../dist/config/format-dtype.js'
import { formatBytes } from '../dist/core/format.js'
import { loadCatalog } from '../dist/routing/catalog.js'
import { modelsTable, table, toolsTable } from './tool-tables.mjs'

/** With --check nothing is written; what differs, timings and the order of finished steps aside, is an error. */
const check = process.argv.includes('--check')
const stable = (text) =>
  text
    .replace(/\d+(\.\d)? m?s\b/g, '0 ms')
    .split('\n')
    .sort()
    .join('\n')
function update(file, text) {
  if (!check) return writeFileSync(file, text)
  if (stable(readFileSync(file, 'utf8')) === stable(text)) return
  process.stderr.write(`${file} is out of date: npm run docs\n`)
  process.exitCode = 1
}

const cli = ['dist/cli/main.js']
const list = JSON.parse(
  execFileSync(process.execPath, [...cli, 'tools', '--profile', 'demo', '--json'], { encoding: 'utf8' }),
)
const catalog = await loadCatalog(['config/catalog.yaml'])
if (!catalog.ok) throw catalog.error

const coverage = JSON.parse(readFileSync('docs/task-coverage.json', 'utf8')).map(
  ({ list: name, source, tasks }) =>
    `### ${name}\n\nFrom ${source}.\n\n${table(
      ['task', 'tools', 'how'],
      tasks.map((task) =>
        [task.name, task.tools.map((id) => `\`${id}\``).join(', ') || '–', task.note ?? ''].join(' | '),
      ),
    )}`,
)
update(
  'docs/tools.md',
  `# Tools

One file each in \`src/tools/tasks/\`, called after the Hugging Face task. \`?\` marks what may be left out.
\`switchyard tools TASK\` shows a tool with what its fields mean and which of its models are on disk. This page is made by \`npm run docs\`.

${toolsTable(list)}

## Models

Local models run on this machine; those in *italics* come with the package; \`no model\` stands for its own code. Remote models run at Hugging Face's Inference Providers, at the
provider in brackets or else at the first that your account prefers. Which provider serves a model changes; one that nobody serves gives way to
the next. The names stand in public documentation; *nobody has asked the Hub for the files of a model that is not in italics*, sizes and memory are
estimates, and \`switchyard models check\` ([models](models.md#is-the-catalogue-still-right)) compares all of it with the Hub. \`endpoint\` in a catalogue of your own names a server of your own instead.

${modelsTable(list, { catalog: catalog.value, formatDtype, formatBytes })}

## Tasks of other systems

Which tools do what HuggingGPT, its benchmark and the Hub's own list of tasks know. The list is \`docs/task-coverage.json\`; a test checks that each tool
can run, and that no task of the Hub is left out. What nothing does has the reason beside it.
Where a picture guides the drawing of another (ControlNet), it is the \`image\` of \`image-text-to-image\`. No task of HuggingGPT takes a video; [videos](media.md) have tools of their own.

${coverage.join('\n\n')}
`,
)

const request = [
  'ask',
  '--profile',
  'demo',
  '--plan',
  '--no-cache',
  'What does the memo say, and is that in the picture?',
  'samples/images/scene-06.png',
  'samples/audio/memo-05.wav',
]
const { stdout, stderr } = spawnSync(process.execPath, [...cli, ...request], { encoding: 'utf8' })
const said = request.map((word) => (word.includes(' ') ? JSON.stringify(word) : word)).join(' ')
const block = `\`\`\`text\n$ switchyard ${said}\n${stderr.trim()}\n\n${stdout.trim()}\n\`\`\`\n`
const readme = readFileSync('README.md', 'utf8')
update(
  'README.md',
  readme.replace(/(<!-- demo output.*? -->\n)```[\s\S]*?```\n/, (_all, mark) => mark + block),
)
