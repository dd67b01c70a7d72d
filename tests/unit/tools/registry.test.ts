import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fieldMeta, outputField, textField } from '../../../src/tools/fields.js'
import { createRegistry, loadBuiltInTools, loadTool } from '../../../src/tools/registry.js'
import { defineTool } from '../../../src/tools/tool.js'

const tools = await loadBuiltInTools()

const own = (id: string) =>
  defineTool({
    id,
    description: 'Counts the words of a text.',
    input: z.object({ text: textField('The text.') }),
    output: z.object({ count: outputField(z.number(), 'text', 'How many.') }),
    describe: ({ count }) => `${count} words.`,
    run: async ({ text }) => ({ count: text.split(/\s+/).length }),
  })

test('every file below the folder is a tool with the id of its file', async () => {
  const entries = await readdir(new URL('../../../src/tools/tasks/', import.meta.url), { recursive: true })
  const files = entries.filter((file) => file.endsWith('.ts')).map((file) => basename(file))
  expect(tools.map(({ id }) => `${id}.ts`)).toEqual(files.sort())
  expect(tools.length).toBeGreaterThan(30)
})

test.each([
  'constructor',
  'toString',
  '__proto__',
  '../tool',
  '..%2Ftool',
  'tasks/image-to-text',
  'image-to-text.ts',
  '/etc/passwd',
  'file:///etc/passwd',
  'Image-To-Text',
  '',
])('"%s" is no tool', async (id) => {
  expect(await loadTool(id)).toBeUndefined()
})

test('a tool is loaded by its id', async () => {
  expect((await loadTool('image-to-text'))?.id).toBe('image-to-text')
})

test('every built-in tool can be registered, runs somewhere and tells planners what asks for it', () => {
  expect(createRegistry(tools).ok).toBe(true)
  for (const tool of tools) {
    expect(tool.local ?? tool.remote ?? tool.reader ?? tool.run).toBeDefined()
    expect(tool.description.length).toBeGreaterThan(40)
    expect(tool.phrases?.length).toBeGreaterThan(2)
    for (const phrase of tool.phrases ?? []) expect(phrase).toBe(phrase.toLowerCase())
  }
})

test('every input of a built-in tool can be told to an LLM as JSON schema', () => {
  for (const tool of tools) {
    const schema = z.toJSONSchema(tool.input, { io: 'input' })
    expect(schema.type).toBe('object')
    for (const field of Object.values<z.ZodType>(tool.input.shape))
      expect(fieldMeta(field)?.description).toBeTruthy()
  }
})

test('the registry gives own tools only, in order, and names that may have been meant', () => {
  const made = createRegistry([...tools, own('count-words')])
  if (!made.ok) throw made.error
  const registry = made.value
  expect(registry.get('count-words')?.id).toBe('count-words')
  expect(registry.get('constructor')).toBeUndefined()
  const ids = registry.list().map(({ id }) => id)
  expect(ids).toEqual([...ids].sort())
  expect(registry.nearest('image_clasification')[0]).toBe('image-classification')
  expect(registry.nearest('speech recognition')).toContain('automatic-speech-recognition')
  expect(registry.nearest('zzzzzz')).toEqual([])
})

test('all that is wrong with own tools is said at once', () => {
  const made = createRegistry([
    ...tools,
    own('image-to-text'),
    own('Count Words'),
    { ...own('no-modality'), input: z.object({ text: z.string() }) },
    { ...own('no-description'), description: ' ' },
    { id: 'no-run', description: 'x', input: z.object({}), output: z.object({}), describe: () => '' },
  ])
  if (made.ok) throw new Error('was accepted')
  expect(made.error.code).toBe('INVALID_CONFIG')
  for (const part of [
    'two tools "image-to-text"',
    '"Count Words"',
    '"text" has no modality',
    'no description',
    "can't run",
  ])
    expect(made.error.message).toContain(part)
})

test('work that one tool does for the program is claimed by no second one', () => {
  expect(createRegistry([...tools, { ...own('count-words'), fixedLabels: true }]).ok).toBe(true)
  const made = createRegistry([
    ...tools,
    { ...own('speak-louder'), openAiEndpoint: 'audio/speech' },
    { ...own('judge-harder'), judgesEntailment: true },
  ])
  if (made.ok) throw new Error('was accepted')
  expect(made.error.message).toContain(
    'The tools "text-to-speech" and "speak-louder" both say `openAiEndpoint: \'audio/speech\'`.',
  )
  expect(made.error.message).toContain('"judge-harder" both say `judgesEntailment: true`')
})

test.each([
  'embeddings',
  'images/generations',
  'audio/speech',
  'audio/transcriptions',
  'audio/translations',
] as const)('one built-in tool does the work of %s', (endpoint) => {
  expect(tools.filter(({ openAiEndpoint }) => openAiEndpoint === endpoint)).toHaveLength(1)
})

test('one built-in tool judges whether a statement follows from a text', () => {
  const [judge, ...others] = tools.filter(({ judgesEntailment }) => judgesEntailment)
  expect(others).toEqual([])
  expect(judge?.input.safeParse({ text: 'It rains.', labels: ['It is wet.'] }).success).toBe(true)
})
