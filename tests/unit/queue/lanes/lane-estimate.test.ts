import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterAsking,
  afterCount,
  afterNews,
  afterScarcity,
  isOld,
  type LaneEstimate,
  type Told,
  unknownLane,
} from '../../../../src/queue/lanes/lane-estimate.js'

const jobs = (count: number): Told => ({ jobs: count, interactive: count })

/** A lane in Redis, a worker that knows of it by messages, and others. What is on its way arrives in its order. */
class Model {
  waiting = 0
  lane: LaneEstimate = unknownLane
  readonly news: Told[] = []
  /** What was asked: Redis answers at once, or when it comes to it; answers come in the order of the questions. */
  readonly questions: { answer?: () => void; ask: () => () => void }[] = []

  add(count: number): void {
    this.waiting += count
    this.news.push(jobs(count))
  }
  othersTake(count: number): void {
    this.waiting = Math.max(0, this.waiting - count)
  }
  count(): void {
    const { told } = this.lane
    this.questions.push({
      ask: () => {
        const { waiting } = this
        return () => {
          const counted = { waiting, interactive: waiting, oldestAtMs: 0 }
          this.lane = afterCount(this.lane, counted, told, 0)
        }
      },
    })
  }
  take(most: number): void {
    const asked = Math.min(this.lane.waiting, most)
    if (asked === 0) return
    const { told } = this.lane
    this.lane = afterAsking(this.lane, asked)
    this.questions.push({
      ask: () => {
        const taken = Math.min(asked, this.waiting)
        this.waiting -= taken
        return () => {
          if (taken < asked) this.lane = afterScarcity(this.lane, told)
        }
      },
    })
  }
  redisWorks(): void {
    const next = this.questions.find(({ answer }) => !answer)
    if (next) next.answer = next.ask()
  }
  hearAnswer(): void {
    if (this.questions[0]?.answer) this.questions.shift()?.answer?.()
  }
  hearNews(): void {
    const news = this.news.shift()
    if (news) this.lane = afterNews(this.lane, news, 0)
  }
  settle(): void {
    while (this.questions.length > 0) {
      this.redisWorks()
      this.hearAnswer()
    }
    while (this.news.length > 0) this.hearNews()
  }
}

describe('What a worker knows of a lane', () => {
  it('is never less than waits there, whatever was on its way at the same time', () => {
    const count = fc.integer({ min: 1, max: 5 })
    const happening = fc.oneof(
      count.map((n) => (model: Model) => model.add(n)),
      count.map((n) => (model: Model) => model.take(n)),
      count.map((n) => (model: Model) => model.othersTake(n)),
      fc.constant((model: Model) => model.count()),
      fc.constant((model: Model) => model.redisWorks()),
      fc.constant((model: Model) => model.hearAnswer()),
      fc.constant((model: Model) => model.hearNews()),
    )
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (all) => {
        const model = new Model()
        for (const happens of all) happens(model)
        model.settle()
        expect(model.lane.waiting).toBeGreaterThanOrEqual(model.waiting)
        // And it is exact once a take or a count has said so.
        while (model.lane.waiting > 0) {
          model.take(3)
          model.settle()
        }
        expect(model.waiting).toBe(0)
      }),
      { numRuns: 2_000 },
    )
  })

  it('has the age of the first job that came while none waited', () => {
    const lane = afterNews(afterNews(unknownLane, jobs(1), 100), jobs(2), 200)
    expect(lane).toMatchObject({ waiting: 3, interactive: 3, oldestAtMs: 100 })
    expect(afterNews(afterAsking(lane, 3), jobs(1), 300)).toMatchObject({ waiting: 1, oldestAtMs: 300 })
  })

  it('takes interactive jobs to go first', () => {
    const lane = afterNews(unknownLane, { jobs: 5, interactive: 2 }, 0)
    expect(afterAsking(lane, 3)).toMatchObject({ waiting: 2, interactive: 0 })
  })

  it('is old some time after the last count, and to begin with', () => {
    expect(isOld(unknownLane, 0)).toBe(true)
    const counted = afterCount(unknownLane, { waiting: 1, interactive: 0, oldestAtMs: 5 }, jobs(0), 1_000)
    expect([isOld(counted, 1_010), isOld(counted, 1_100)]).toEqual([false, true])
  })
})
