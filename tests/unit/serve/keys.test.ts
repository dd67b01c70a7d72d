import { appendFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addKey, findKey, readKeys, revokeKey } from '../../../src/serve/access/key-file.js'
import { openKeyRing } from '../../../src/serve/access/key-ring.js'
import { temporaryDir } from '../../support/media-files.js'

const newFile = async () => join(await temporaryDir(), 'keys.jsonl')

test('A key that was added is found until it is revoked', async () => {
  const file = await newFile()
  expect(await readKeys(file)).toEqual([])
  const { key, id } = await addKey(file, { name: 'Anna', scopes: ['run', 'batch'] })
  expect(findKey(await readKeys(file), key)).toMatchObject({ id, name: 'Anna', scopes: ['run', 'batch'] })
  expect(findKey(await readKeys(file), `${key}x`)).toBeUndefined()
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await revokeKey(file, id)
  expect(findKey(await readKeys(file), key)).toBeUndefined()
  expect((await readKeys(file))[0]?.revokedAt).toBeDefined()
  await expect(revokeKey(file, 'nobody')).rejects.toThrow(/keys list/)
})

test('Keys that are added at once are all kept', async () => {
  const file = await newFile()
  await Promise.all(Array.from({ length: 20 }, (_, at) => addKey(file, { name: `${at}`, scopes: ['run'] })))
  expect(await readKeys(file)).toHaveLength(20)
})

test('A key that is added behind a line without an end begins a line, and so does the end of one', async () => {
  const file = await newFile()
  const first = await addKey(file, { name: 'Anna', scopes: ['run'] })
  const withoutEnd = async () => writeFile(file, (await readFile(file, 'utf8')).trimEnd())
  await withoutEnd()
  const second = await addKey(file, { name: 'Ben\n\u202e\ud800', scopes: ['run'] })
  expect((await readKeys(file)).map(({ name }) => name)).toEqual(['Anna', 'Ben'])
  await withoutEnd()
  await revokeKey(file, first.id)
  const keys = await readKeys(file)
  expect([findKey(keys, first.key), findKey(keys, second.key)?.name]).toEqual([undefined, 'Ben'])
})

test('A key is not made with a rate over a time that no timer reaches', async () => {
  const file = await newFile()
  const make = (perSeconds: number) =>
    addKey(file, { name: 'Anna', scopes: ['run'], limits: { rate: { requests: 1, perSeconds } } })
  await expect(make(2_147_484)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(/perSeconds.*at most 2073600 \(24 days\)/),
  })
  await make(2_073_600)
  expect(await readKeys(file)).toHaveLength(1)
})

test('A file that is no file of keys is refused with its line', async () => {
  const file = await newFile()
  await addKey(file, { name: 'Anna', scopes: ['run'] })
  await appendFile(file, '{"id":"broken"\n')
  await expect(readKeys(file)).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringContaining('line 2'),
  })
})

test('A ring takes up what changes in its file, and ends the requests of a key that is revoked', async () => {
  const file = await newFile()
  const ring = await openKeyRing(file)
  const { key, id } = await addKey(file, { name: 'Anna', scopes: ['run'] })
  const access = await ring.check(`Bearer ${key}`)
  expect([access.owner, await ring.holds(id), access.signal?.aborted]).toEqual([id, true, false])
  await revokeKey(file, id)
  await expect(ring.check(`Bearer ${key}`)).rejects.toMatchObject({ status: 401 })
  expect([access.signal?.aborted, await ring.holds(id)]).toEqual([true, false])
  for (const wrong of [null, '', 'Bearer', `Basic ${key}`, 'Bearer sk-wrong'])
    await expect(ring.check(wrong)).rejects.toMatchObject({ status: 401 })
  ring.close()
})

test('A key of an emptied file does not hold', async () => {
  const file = await newFile()
  const { key } = await addKey(file, { name: 'Anna', scopes: ['run'] })
  expect(await readFile(file, 'utf8')).not.toContain(key)
  const ring = await openKeyRing(file)
  await writeFile(file, '')
  await expect(ring.check(`Bearer ${key}`)).rejects.toMatchObject({ status: 401 })
  ring.close()
})
