// Writes what the documentation shows of the running program: docs/tools.md from the tools and the catalogue, and the
// demo's output in the README. Run after changing either (npm run docs). A test checks that both are current.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

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
const models = JSON.parse(
  execFileSync(process.execPath, [...cli, 'models', 'list', '--profile', 'demo', '--json'], {
    encoding: 'utf8',
  }),
)

const fields = (schema) =>
  Object.keys(schema.properties)
    .map((name) => (schema.required?.includes(name) ? `\`${name}\`` : `\`${name}\`?`))
    .join(', ')
const candidates = (task) =>
  models
    .filter((row) => row.task === task)
    .map(
      ({ model, dtype, source }) =>
        `${source === 'pack' ? '*' : ''}${model}${source === 'pack' ? '*' : ''} ${dtype}`,
    )
    .join('<br>')
const rows = list.map(({ id, description, input, output }) =>
  [`\`${id}\``, description.replaceAll('|', '\\|'), fields(input), fields(output), candidates(id)].join(
    ' | ',
  ),
)
update(
  'docs/tools.md',
  `# Tools

One file each in \`src/tools/tasks/\`, called after the Hugging Face task. \`?\` marks what may be left out; models in *italics* come with the package.
\`switchyard tools TASK\` shows a tool with what its fields mean and which of its models are on disk. This page is made by \`npm run docs\`.

| tool | what it does | input | output | models |
| --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
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
const shown = request.map((word) => (word.includes(' ') ? JSON.stringify(word) : word)).join(' ')
const block = `\`\`\`text\n$ switchyard ${shown}\n${stderr.trim()}\n\n${stdout.trim()}\n\`\`\`\n`
const readme = readFileSync('README.md', 'utf8')
update(
  'README.md',
  readme.replace(/(<!-- demo output.*? -->\n)```[\s\S]*?```\n/, (_all, mark) => mark + block),
)
