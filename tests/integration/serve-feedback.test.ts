import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { explainRoute } from '../../src/routing/explain-route.js'
import { addKey } from '../../src/serve/access/key-file.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

/** A model that is rated better than the one that describes pictures, and is not. */
const catalog = `image-to-text:
  - { backend: local, source: pack, model: pictogram/vlm-tiny, memory: 60MB, quality: 2, speed: 5, options: { chat: true } }
`

const runSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  result: z
    .looseObject({
      answer: z.string(),
      steps: z.array(
        z.looseObject({
          calls: z.array(z.looseObject({ attempts: z.array(z.looseObject({ candidate: z.string() })) })),
        }),
      ),
    })
    .optional(),
  feedback: z.array(z.looseObject({ verdict: z.string() })).optional(),
})
const turnSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  answer: z.string().optional(),
  feedback: z.array(z.looseObject({})).optional(),
})
const headSchema = z.looseObject({ id: z.string() })
const listSchema = z.looseObject({ data: z.array(z.looseObject({ verdict: z.string() })) })
const errorSchema = z.object({ error: z.looseObject({ message: z.string(), code: z.string() }) })

let served: ServedAgent
let cli: Cli
let keys: { anna: string; ben: string }
beforeAll(async () => {
  cli = await createCli()
  const file = join(cli.home, 'catalog.yaml')
  await writeFile(file, catalog)
  const keyFile = join(cli.home, 'keys.jsonl')
  const keyOf = async (name: string) => (await addKey(keyFile, { name, scopes: ['run'] })).key
  keys = { anna: await keyOf('Anna'), ben: await keyOf('Ben') }
  served = await serveAgent({
    // What the command line exports is what this server kept.
    agent: {
      set: [`catalogs=[${JSON.stringify(file)}]`, 'preference=quality'],
      env: { SWITCHYARD_CACHE_DIR: cli.cacheDir },
    },
    serve: { keyFile },
  })
})
afterAll(async () => {
  await served?.close()
  await cli?.dispose()
})

async function call<S extends z.ZodType>(
  schema: S,
  path: string,
  body?: unknown,
  { key = keys.anna, status = 200 } = {},
): Promise<z.output<S>> {
  const reply = await fetch(`${served.baseURL}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const json = await reply.json()
  expect(reply.status, JSON.stringify(json)).toBe(status)
  return schema.parse(json)
}

async function ended<T extends { status: string }>(read: () => Promise<T>): Promise<T> {
  let now = await read()
  while (now.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 20))
    now = await read()
  }
  return now
}

async function describePicture(number: number, key = keys.anna) {
  const url = `data:image/png;base64,${(await readFile(picture(number))).toString('base64')}`
  const { id } = await call(
    runSchema,
    '/runs',
    { text: 'Describe it.', media: [{ url }] },
    { key, status: 202 },
  )
  return ended(() => call(runSchema, `/runs/${id}`, undefined, { key }))
}

const whoRan = (run: z.output<typeof runSchema>) => run.result?.steps[0]?.calls[0]?.attempts.at(-1)?.candidate

it('a model that is disliked for a task is chosen less, and the reasons say so', async () => {
  const runs = []
  for (const number of [1, 3, 4, 6]) runs.push(await describePicture(number))
  const first = whoRan(runs[0] ?? { id: '', status: '' })
  expect(first).toContain('vlm-tiny')
  for (const { id } of runs.slice(0, 3))
    await call(z.unknown(), `/runs/${id}/feedback`, { verdict: 'bad', step: 's1' })
  const { parts } = served.agent
  const tool = parts.registry.get('image-to-text')
  if (!tool) throw new Error('There is no image-to-text.')
  const ranked = async () => {
    const explained = await explainRoute(tool, {}, parts.routing, { signal: AbortSignal.timeout(10_000) })
    if (!explained.ok) throw explained.error
    return explained.value.ranked
  }
  await call(z.unknown(), `/runs/${runs[3]?.id}/feedback`, { verdict: 'bad' })
  // One key alone has not its way.
  expect((await ranked())[0]?.candidate).toBe(first)
  const bens = await describePicture(6, keys.ben)
  await call(
    z.unknown(),
    `/runs/${bens.id}/feedback`,
    { verdict: 'bad', remark: 'There is no word of the colors.' },
    { key: keys.ben },
  )
  const [one, two] = await ranked()
  expect(one?.candidate).toContain('captioner-tiny')
  expect(two).toMatchObject({
    candidate: first,
    reason: expect.stringContaining('judged good 0 of 4 times'),
  })
  expect(whoRan(await describePicture(8))).toContain('captioner-tiny')
  // The same for the command line.
  const why = await cli.run([
    'tools',
    '--profile',
    'demo',
    '--set',
    `catalogs=[${JSON.stringify(join(cli.home, 'catalog.yaml'))}]`,
    '--why',
    'image-to-text',
    picture(6),
  ])
  expect(why.stdout).toContain('judged good 0 of 4 times')
  const { stdout: steps } = await cli.run(['feedback', 'export', 'steps'])
  const lines = steps.split('\n').map((line) => JSON.parse(line))
  expect(lines).toHaveLength(5)
  expect(new Set(lines.map(({ input_digest: digest }) => digest)).size).toBe(4)
  expect(lines.at(-1)).toMatchObject({
    tool: 'image-to-text',
    model: first,
    verdict: 'bad',
    of: 'answer',
    remark: 'There is no word of the colors.',
  })

  // What is taken back counts no more.
  await call(z.unknown(), `/runs/${bens.id}/feedback`, { verdict: null }, { key: keys.ben })
  expect((await ranked())[0]?.candidate).toBe(first)
})

it('is kept with the run, is its own key’s, and needs an answer', async () => {
  const run = await describePicture(10)
  const said = await call(z.looseObject({}), `/runs/${run.id}/feedback`, {
    verdict: 'good',
    remark: ' Yes. ',
  })
  expect(said).toMatchObject({ object: 'feedback', run: run.id, step: null, verdict: 'good', remark: 'Yes.' })
  expect((await call(runSchema, `/runs/${run.id}`)).feedback).toMatchObject([{ verdict: 'good' }])
  expect((await call(listSchema, '/feedback')).data[0]).toMatchObject({ run: run.id, verdict: 'good' })
  expect((await call(listSchema, '/feedback', undefined, { key: keys.ben })).data).toEqual([])
  const path = `/runs/${run.id}/feedback`
  await call(errorSchema, path, { verdict: 'good' }, { key: keys.ben, status: 404 })
  await call(errorSchema, path, { verdict: 'fine' }, { status: 400 })
  const { error } = await call(errorSchema, path, { verdict: 'bad', step: 's9' }, { status: 400 })
  expect(error.message).toContain('It has s1.')
})

it('makes a pair of two answers to one question in a chat, and stays with the chat', async () => {
  const none = await cli.run(['feedback', 'export', 'pairs'])
  expect([none.stdout, none.stderr]).toEqual([
    '',
    expect.stringMatching(/^0 pairs of .* answers that read the same are no pair: .*another model/),
  ])
  const chat = (await call(headSchema, '/chats', {}, { status: 201 })).id
  const url = `data:image/png;base64,${(await readFile(picture(11))).toString('base64')}`
  const at = `/chats/${chat}/turns`
  const asked = await call(turnSchema, at, { text: 'Describe it.', media: [{ url }] }, { status: 202 })
  const first = await ended(() => call(turnSchema, `${at}/${asked.id}`))
  const models = { s1: 'pictogram/captioner-tiny' }
  const again = await call(turnSchema, `${at}/${asked.id}/again`, { models }, { status: 202 })
  const second = await ended(() => call(turnSchema, `${at}/${again.id}`))
  expect(second.answer).not.toBe(first.answer)
  await call(turnSchema, `${at}/${first.id}/feedback`, { verdict: 'bad' })
  const both = [{ verdict: 'bad' }, { verdict: 'bad', step: 's1' }]
  await Promise.all(both.map((one) => call(turnSchema, `${at}/${first.id}/feedback`, one)))
  const { feedback: kept } = await call(turnSchema, `${at}/${first.id}`)
  expect(kept).toHaveLength(2)
  expect(kept).toEqual(expect.arrayContaining(both.map((one) => expect.objectContaining(one))))
  await call(turnSchema, `${at}/${first.id}/feedback`, { verdict: null, step: 's1' })
  await call(turnSchema, `${at}/${second.id}/feedback`, { verdict: 'good' })
  const { turns } = await call(z.looseObject({ turns: z.array(turnSchema) }), `/chats/${chat}`)
  expect(turns.map(({ feedback }) => feedback)).toMatchObject([[{ verdict: 'bad' }], [{ verdict: 'good' }]])

  const { stdout, stderr } = await cli.run(['feedback', 'export', 'pairs'])
  expect(stderr).toContain('1 pair of')
  expect(JSON.parse(stdout)).toMatchObject({
    prompt: [{ role: 'user', content: 'Describe it.' }],
    chosen: [{ role: 'assistant', content: second.answer }],
    rejected: [{ role: 'assistant', content: first.answer }],
    models: { chosen: [expect.stringContaining('captioner-tiny')] },
  })
  const openAi = await cli.run(['feedback', 'export', 'pairs', '--format', 'openai'])
  expect(JSON.parse(openAi.stdout)).toMatchObject({
    input: { messages: [{ role: 'user', content: 'Describe it.' }] },
    preferred_output: [{ role: 'assistant', content: second.answer }],
    non_preferred_output: [{ role: 'assistant', content: first.answer }],
  })
  const { stdout: list } = await cli.run(['feedback', 'list'])
  expect(list.split('\n')[0]).toMatch(/good {2}Describe it\./)
})

it('is said in a chat on the terminal, of the answer and of a step', async () => {
  const { stderr } = await cli.run(['chat', '--profile', 'demo', picture(12)], {
    input: '/good\nDescribe it.\n/bad s1 It is a tram.\n/good\n',
  })
  expect(stderr).toContain('Nothing was answered yet.')
  expect(stderr).toContain('Kept: s1 is bad.')
  expect(stderr).toContain('Kept: the answer is good.')
  const { stdout } = await cli.run(['feedback', 'list'])
  expect(stdout).toMatch(/bad {2}Describe it\. {2}s1 image-to-text on .* "It is a tram\."/)
})

it('is refused in a chat on the terminal for a step that the run does not have', async () => {
  const { stderr } = await cli.run(['chat', '--profile', 'demo', picture(12)], {
    input: 'Describe it.\n/bad s9 wrong\n/good s9\n/bad such a pity\n',
  })
  expect(stderr.match(/The run has no step "s9"\. It has s1\./g)).toHaveLength(2)
  expect(stderr.match(/Kept: .*/g)).toEqual([expect.stringContaining('Kept: the answer is bad.')])
  const { stdout } = await cli.run(['feedback', 'list'])
  expect(stdout).toContain('"such a pity"')
  expect(stdout).not.toContain('"s9')
})
