import { once } from 'node:events'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'

it('A tool of one’s own runs on a server of one’s own, as the documentation shows', async () => {
  const asked: unknown[] = []
  const server = createServer(async (request, response) => {
    asked.push(JSON.parse(await text(request)))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify('ATOM 1\nATOM 2\nATOM 3'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-own-tool-'))
  try {
    const docs = await readFile(join(packageRoot, 'docs/remote.md'), 'utf8')
    const [, code = ''] = /^```js\n([\s\S]*?)^```/m.exec(docs) ?? []
    const [, catalog = ''] = /^\/\/ folding\.yaml: (.*)$/m.exec(code) ?? []
    await writeFile(join(dir, 'folding.yaml'), catalog.replace('127.0.0.1:8080', `127.0.0.1:${port}`))
    await symlink(join(packageRoot, 'node_modules'), join(dir, 'node_modules'))
    await writeFile(join(dir, 'fold.mjs'), code.replace("'switchyard-ai'", `'${packageRoot}/dist/index.js'`))
    const { stdout } = await execa('node', ['fold.mjs'], {
      cwd: dir,
      extendEnv: false,
      env: { PATH: process.env.PATH ?? '', HOME: dir, SWITCHYARD_CACHE_DIR: join(dir, 'cache') },
    })
    expect(asked).toEqual([{ inputs: 'MKTAYIAK' }])
    expect(stdout).toContain('It folds into 3 atoms. [s1]')
  } finally {
    server.close()
    await rm(dir, { recursive: true, force: true })
  }
})
