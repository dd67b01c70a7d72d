import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { candidateSchema } from '../../../src/config/candidate.js'
import { listProfiles } from '../../../src/config/load-profile.js'
import { packageRoot } from '../../../src/config/package-root.js'
import { shippedCatalog, shippedProfile } from '../../../src/config/shipped-content.js'

describe('The shipped catalogue and profiles', () => {
  it('is read as its YAML says and its schema reads it, without reading YAML', async () => {
    const text = await readFile(join(packageRoot, 'config/catalog.yaml'), 'utf8')
    const catalog = await shippedCatalog(text)
    expect(catalog).toEqual(z.record(z.string(), z.array(candidateSchema)).parse(parse(text)))
    expect(Object.keys(catalog ?? {})).toContain('image-to-text')
  })

  it('holds each profile of the package', async () => {
    for (const name of await listProfiles()) {
      const text = await readFile(join(packageRoot, `config/profiles/${name}.yaml`), 'utf8')
      expect(await shippedProfile(text)).toEqual(parse(text))
    }
  })

  it('is not taken for one that somebody has edited', async () => {
    const text = await readFile(join(packageRoot, 'config/catalog.yaml'), 'utf8')
    expect(await shippedCatalog(text.replace('captioner-tiny', 'captioner-mine'))).toBeUndefined()
  })
})
