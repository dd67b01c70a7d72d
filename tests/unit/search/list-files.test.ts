import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listFiles } from '../../../src/search/list-files.js'

let dir: string
let folder: string
const texts = new Set(['txt'])
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-list-'))
  folder = join(dir, 'folder')
  await mkdir(join(folder, 'below'), { recursive: true })
  await writeFile(join(dir, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'a.txt'), 'a')
  await writeFile(join(folder, '.hidden.txt'), 'hidden')
  await writeFile(join(folder, 'below/b.txt'), 'b')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const namesIn = async (...paths: string[]) =>
  (await listFiles(paths, texts)).files.map((path) => basename(path))

describe('the files in a folder', () => {
  it('are those of the kind, without hidden ones, each once', async () => {
    expect(await namesIn(folder, folder, join(folder, 'a.txt'))).toEqual(['a.txt', 'b.txt'])
  })

  it('are none that a link out of the folder leads to, and the link is named', async () => {
    await symlink(join(dir, 'secret.txt'), join(folder, 'link.txt'))
    await symlink(dir, join(folder, 'up'))
    await symlink(join(folder, '.hidden.txt'), join(folder, 'unhidden.txt'))
    await symlink(join(folder, 'gone'), join(folder, 'gone.txt'))
    const { files, problems } = await listFiles([folder], texts)
    expect(files.map((path) => basename(path))).toEqual(['a.txt', 'b.txt'])
    expect(problems).toHaveLength(3)
    expect(problems.join()).toContain(join(folder, 'link.txt'))
    expect(problems.join()).not.toContain('secret')
  })

  it('are those that a link within the folders leads to, also where a folder is a link itself', async () => {
    await symlink(join(folder, 'a.txt'), join(folder, 'below/again.txt'))
    expect(await namesIn(folder)).toEqual(['a.txt', 'again.txt', 'b.txt'])
    await symlink(folder, join(dir, 'other'))
    expect(await namesIn(join(dir, 'other'))).toEqual(['a.txt', 'again.txt', 'b.txt'])
    await symlink(join(dir, 'secret.txt'), join(folder, 'link.txt'))
    expect(await namesIn(folder, join(dir, 'secret.txt'))).toContain('link.txt')
  })

  it('are found beside a folder that can not be read, which is named', async () => {
    const closed = join(folder, 'below')
    const list = async (path: string) => {
      if (path !== closed) return readdir(path, { withFileTypes: true })
      throw Object.assign(new Error(`EACCES: permission denied, scandir '${path}'`), { code: 'EACCES' })
    }
    expect(await listFiles([folder], texts, { list })).toEqual({
      files: [join(folder, 'a.txt')],
      problems: [`The folder ${closed} can't be read: this user may not read it.`],
    })
    await expect(listFiles([closed], texts, { list })).rejects.toMatchObject({ code: 'MEDIA_NOT_FOUND' })
    await expect(listFiles([join(dir, 'none')], texts)).rejects.toThrow('There is no file or folder')
  })
})
