import { describe, expect, it } from 'vitest'
import { checkRedisSettings } from '../../../../src/queue/redis/redis-settings.js'

const answering = (text: string) => ({ info: async () => text })
const good = '# Server\r\nredis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n'

describe('The settings of Redis', () => {
  it('are fine when nothing is evicted and writes survive a restart', async () => {
    const findings = await checkRedisSettings(answering(good))
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'ok', 'ok'])
  })

  it('are found wanting with the command that puts them right', async () => {
    const bad = good.replace('noeviction', 'allkeys-lru').replace('aof_enabled:1', 'aof_enabled:0')
    const problems = (await checkRedisSettings(answering(bad))).filter(({ level }) => level === 'problem')
    expect(problems.map(({ nextMove }) => nextMove)).toEqual([
      expect.stringContaining('CONFIG SET maxmemory-policy noeviction'),
      expect.stringContaining('CONFIG SET appendonly yes'),
    ])
  })

  it('include a version that is new enough', async () => {
    const [old] = await checkRedisSettings(answering(good.replace('7.0.15', '5.0.7')))
    expect(old).toMatchObject({ level: 'problem', detail: '5.0.7' })
  })
})
