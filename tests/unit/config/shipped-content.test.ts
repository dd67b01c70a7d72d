import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { listProfiles } from '../../../src/config/load-profile.js'
import { packageRoot } from '../../../src/config/package-root.js'
import { shippedContent } from '../../../src/config/shipped-content.js'

describe('The shipped catalogue and profiles', () => {
  it('is read as its YAML says, without reading YAML', async () => {
    const text = await readFile(join(packageRoot, 'config/catalog.yaml'), 'utf8')
    const content = await shippedContent(text)
    expect(content).toEqual(parse(text))
    expect(Object.keys(content ?? {})).toContain('image-to-text')
  })

  it('holds each profile of the package', async () => {
    for (const name of await listProfiles()) {
      const text = await readFile(join(packageRoot, `config/profiles/${name}.yaml`), 'utf8')
      expect(await shippedContent(text)).toEqual(parse(text))
    }
  })

  it('is not taken for one that somebody has edited', async () => {
    const text = await readFile(join(packageRoot, 'config/catalog.yaml'), 'utf8')
    expect(await shippedContent(text.replace('captioner-tiny', 'captioner-mine'))).toBeUndefined()
  })
})
