import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createAgent } from '../../src/index.js'
import { picture } from '../support/cli.js'

it('an agent that was closed answers no more, and says so', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'switchyard-close-'))
  const agent = await createAgent({ profile: 'demo', env: { SWITCHYARD_CACHE_DIR: cache } })
  const request = { text: 'Describe this picture.', media: [picture(1)] }
  expect((await agent.run(request).result).answer).toContain('shoe')
  await agent.close()
  await expect(agent.run(request).result).rejects.toMatchObject({
    message: expect.stringContaining('closed'),
  })
  expect(agent.parts.local.hosts()).toEqual([])
  await rm(cache, { recursive: true, force: true })
})
