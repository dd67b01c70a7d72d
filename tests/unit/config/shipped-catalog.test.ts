import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../../../src/config/package-root.js'
import { shippedContent } from '../../../src/config/shipped-catalog.js'

describe('The shipped catalogue', () => {
  it('is read as its YAML says, without reading YAML', async () => {
    const text = await readFile(join(packageRoot, 'config/catalog.yaml'), 'utf8')
    const content = await shippedContent(text)
    expect(content).toEqual(parse(text))
    expect(Object.keys(content ?? {})).toContain('image-to-text')
  })

  it('is not taken for one that somebody has edited', async () => {
    const text = await readFile(join(packageRoot, 'config/catalog.yaml'), 'utf8')
    expect(await shippedContent(text.replace('captioner-tiny', 'captioner-mine'))).toBeUndefined()
  })
})
