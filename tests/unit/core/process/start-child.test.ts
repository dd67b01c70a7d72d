import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { borrowChild, startChild, startChildAhead } from '../../../../src/core/process/start-child.js'

describe('A child that is started ahead', () => {
  let dir: string
  let program: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'switchyard-child-'))
    program = join(dir, 'child.mjs')
    await writeFile(
      program,
      `process.on('message', (text) => (text === 'end' ? process.exit() : process.send([process.argv[2], text])))`,
    )
  })
  afterAll(() => rm(dir, { recursive: true }))

  const spec = (arg: string) => ({ program, args: [arg], options: { execArgv: [] } })

  it('stands in for another kind until it is asked for, and is fresh for nobody meanwhile', async () => {
    expect(borrowChild(spec('reader'))).toBeUndefined()
    startChildAhead(spec('host'), { lendTo: spec('reader') })
    const loan = borrowChild(spec('reader'))
    expect(borrowChild(spec('reader'))).toBeUndefined()
    const other = startChild(spec('host'))
    expect(loan && loan.child.pid !== other.pid).toBe(true)
    loan?.child.send('read this')
    expect(loan && (await once(loan.child, 'message'))).toEqual([['host', 'read this'], undefined])
    loan?.giveBack()
    const own = startChild(spec('host'))
    expect(own.pid).toBe(loan?.child.pid)
    expect(borrowChild(spec('reader'))).toBeUndefined()
    for (const child of [own, other]) {
      child.send('end')
      await once(child, 'exit')
    }
  })

  it('is the one that is asked for next, once', async () => {
    startChildAhead(spec('one'))
    startChildAhead(spec('one'))
    const first = startChild(spec('one'))
    const second = startChild(spec('one'))
    const other = startChild(spec('other'))
    expect(new Set([first.pid, second.pid, other.pid]).size).toBe(3)
    for (const [child, arg] of [
      [first, 'one'],
      [second, 'one'],
      [other, 'other'],
    ] as const) {
      child.send('hello')
      expect(await once(child, 'message')).toEqual([[arg, 'hello'], undefined])
      child.send('end')
      await once(child, 'exit')
    }
  })

  it('is replaced when it has ended in the meantime', async () => {
    const brief = { program: join(dir, 'brief.mjs'), args: [], options: { execArgv: [] } }
    const note = join(dir, 'started')
    await writeFile(
      brief.program,
      `import { appendFileSync } from 'node:fs'
       appendFileSync(${JSON.stringify(note)}, process.pid + '\\n')
       process.exit()`,
    )
    startChildAhead(brief)
    const alive = (pid: number) => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    const pid = await vi.waitUntil(async () => Number(await readFile(note, 'utf8').catch(() => '')), 20_000)
    await vi.waitUntil(() => !alive(pid), 20_000)
    const next = startChild(brief)
    expect(next.pid).not.toBe(pid)
    await once(next, 'exit')
  })
})
