import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseLocalModel } from '../../../../src/llm/local/local-spec.js'

describe('parseLocalModel', () => {
  test.each([
    ['onnx-community/Qwen2.5-1.5B-Instruct', 'onnx-community/Qwen2.5-1.5B-Instruct', 'main', 'q4'],
    ['owner/name:fp16', 'owner/name', 'main', 'fp16'],
    ['owner/name@v2', 'owner/name', 'v2', 'q4'],
    ['owner/name@refs/pr/3:q8', 'owner/name', 'refs/pr/3', 'q8'],
  ])('takes %s apart', (text, model, revision, dtype) => {
    const parsed = parseLocalModel(text)
    expect(parsed).toMatchObject({ ok: true, value: { source: 'hub', model, revision, dtype } })
  })

  test.each([
    ['./models/mine', resolve('models/mine'), 'q4'],
    ['../mine:fp32', resolve('../mine'), 'fp32'],
    ['/models/a@b:q8', '/models/a@b', 'q8'],
  ])('takes %s as a folder', (text, model, dtype) => {
    expect(parseLocalModel(text)).toMatchObject({ ok: true, value: { source: 'folder', model, dtype } })
  })

  test.each([
    ['owner/name:q5', '"q5" is no dtype; there are fp32,'],
    ['qwen', 'names no model'],
    ['a/b/c', 'names no model'],
    ['owner/name@', 'names no model'],
    ['../..:x', '"x" is no dtype'],
  ])('refuses %s and says how to write it', (text, problem) => {
    const parsed = parseLocalModel(text)
    if (parsed.ok) throw new Error('parsed')
    expect(parsed.error.code).toBe('INVALID_CONFIG')
    expect(parsed.error.message).toContain(problem)
    expect(parsed.error.message).toContain('local:owner/name')
  })
})
