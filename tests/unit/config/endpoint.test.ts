import { describe, expect, it } from 'vitest'
import { candidateSchema } from '../../../src/config/candidate.js'
import { isLoopback, needsToken, staysHere } from '../../../src/config/endpoint.js'

const at = (endpoint?: string) => candidateSchema.parse({ backend: 'hugging-face', model: 'a/b', endpoint })

describe('an endpoint of one’s own', () => {
  it.each([
    'http://localhost:8080',
    'http://tgi.localhost/',
    'http://127.0.0.1:3000/x',
    'https://127.8.9.1',
    'http://[::1]:80',
    'http://[::ffff:127.0.0.1]',
  ])('at %s is this machine, and wants no token', (url) => {
    expect(isLoopback(new URL(url))).toBe(true)
    expect([staysHere(at(url)), needsToken(at(url))]).toEqual([true, false])
  })

  it.each([
    'http://192.168.0.7',
    'http://10.0.0.1',
    'https://localhost.example.com',
    'https://127.0.0.1.example.com',
    'https://notlocalhost',
    'http://[fe80::1]',
    'http://0.0.0.0',
  ])('at %s is not this machine', (url) => {
    expect(staysHere(at(url))).toBe(false)
  })

  it('gets the token where nobody can read it on the way, and a provider always does', () => {
    expect(needsToken(at('https://abc.endpoints.huggingface.cloud'))).toBe(true)
    expect(needsToken(at('http://gpu.internal:8080'))).toBe(false)
    expect(needsToken(at())).toBe(true)
    expect(staysHere(at())).toBe(false)
  })
})
