import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { z } from 'zod'
import type { RunEvent, RunStatus } from '../../agent/events.js'
import type { RunResult } from '../../agent/run.js'
import { candidateSchema } from '../../config/candidate.js'
import { dayMs } from '../../core/clock.js'
import { errorInfoSchema } from '../../core/error-info.js'
import { type ErrorInfo, SwitchyardError } from '../../core/errors.js'
import type { StepSuccess } from '../../executors/executor.js'
import { planSchema } from '../../plan/plan.js'
import { checkSchema, type Planned, shortfallSchema } from '../../plan/planned.js'
import type { QueueConnection } from '../redis/connection.js'
import { parseMessage } from '../redis/messages.js'
import { scriptFile } from '../redis/redis-script.js'

/** How a run ended: with its record, or with the error that left it without an answer. */
export type RunEnd = { ok: true; result: RunResult } | { ok: false; error: ErrorInfo }

/** A finished step of an unfinished run. */
export interface SavedStep {
  /** Hash of tool and input: a step that has changed since is not this one. */
  identity: string
  success: StepSuccess
}

/** What an unfinished run has so far. */
export interface RunState {
  planned: Planned[]
  /** By step id, items of mapped steps as `s1[0]`. */
  steps: Map<string, SavedStep>
  events: RunEvent[]
}

/** Runs in Redis: what they have so far, their events, how they ended. */
export interface RunStore {
  load(runId: string): Promise<RunState>
  savePlan(runId: string, place: number, planned: Planned): Promise<void>
  saveStep(runId: string, place: string, step: SavedStep): Promise<void>
  /** Appends an event, unless the run has ended. */
  addEvent(event: RunEvent): Promise<void>
  /** Events after an entry of the stream, with the id of the last. */
  eventsAfter(runId: string, entry: string): Promise<{ events: RunEvent[]; last: string }>
  /** Ends the run and forgets its state. False when it had ended already: then nothing is changed. */
  finish(runId: string, end: RunEnd, event: RunEvent): Promise<boolean>
  end(runId: string): Promise<RunEnd | undefined>
}

export interface RunStoreOptions {
  /** How long the outcome is kept, milliseconds. @default 7 days */
  keepMs?: number | undefined
  /** How long events are kept after the end, milliseconds. @default 10 minutes */
  keepEventsMs?: number | undefined
}

/** The state of an unfinished run is deleted after this time. */
const unfinishedMs = 30 * dayMs
/** Events kept of one run; the oldest go first. */
const maxEvents = 5_000

const addEventScript = scriptFile('add-event')
const finishScript = scriptFile('finish-run')

const pack = promisify(deflateRaw)
const unpack = promisify(inflateRaw)

const plannedSchema: z.ZodType<Planned> = z.object({
  plan: planSchema,
  by: z.enum(['llm', 'rules', 'given']),
  notes: z.array(z.string()),
  llmCalls: z.number(),
  shortfalls: z.array(shortfallSchema).exactOptional(),
  known: z.array(z.string()).exactOptional(),
  checks: z.array(checkSchema).exactOptional(),
  onTheWay: z.array(z.string()).exactOptional(),
  answer: z.string().exactOptional(),
})

const attemptSchema = z.object({
  candidate: z.string(),
  durationMs: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).exactOptional(),
  usage: z
    .object({
      seconds: z.number(),
      inputTokens: z.number().exactOptional(),
      outputTokens: z.number().exactOptional(),
      costUsd: z.number().exactOptional(),
    })
    .exactOptional(),
})

const savedStepSchema: z.ZodType<SavedStep> = z.object({
  identity: z.string(),
  success: z.object({
    output: z.record(z.string(), z.unknown()),
    route: z
      .object({
        ranked: z.array(
          z.object({
            candidate: candidateSchema,
            id: z.string(),
            reason: z.string(),
            expectedMs: z.number(),
            measuredCalls: z.number(),
            costUsd: z.number().exactOptional(),
          }),
        ),
        rejected: z.array(z.object({ candidate: z.string(), reason: z.string() })),
        selection: z.string().exactOptional(),
      })
      .exactOptional(),
    key: z.string(),
    cacheHit: z.boolean(),
    attempts: z.array(attemptSchema),
  }),
})

const eventShape = z.looseObject({ type: z.string(), runId: z.string(), atMs: z.number() })
const eventSchema = z.custom<RunEvent>((value) => eventShape.safeParse(value).success)
const logSchema = z.array(z.tuple([z.string(), eventSchema]))
const resultShape = z.looseObject({
  runId: z.string(),
  status: z.enum(['answered', 'partly', 'failed'] satisfies RunStatus[]),
  answer: z.string(),
  plan: planSchema,
  steps: z.array(z.looseObject({ id: z.string(), status: z.string() })),
  usage: z.looseObject({ costUsd: z.number() }),
})
const endSchema: z.ZodType<RunEnd> = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    result: z.custom<RunResult>((value) => resultShape.safeParse(value).success),
  }),
  z.object({ ok: z.literal(false), error: errorInfoSchema }),
])

const unreadable: RunEnd = {
  ok: false,
  error: new SwitchyardError(
    'INTERNAL',
    'The outcome of this run was stored by another version of Switchyard. Read it with that version.',
  ).toInfo(),
}

/** Ids of a stream's entries are a time and a count within it. */
const parts = (entry: string): [number, number] => {
  const [time, count] = entry.split('-').map(Number)
  return [time ?? 0, count ?? 0]
}

function isAfter(entry: string, other: string): boolean {
  const [[time, count], [otherTime, otherCount]] = [parts(entry), parts(other)]
  return other === '-' || time > otherTime || (time === otherTime && count > otherCount)
}

function entryAfter(entry: string): string {
  const [time, count] = parts(entry)
  return `${time}-${count + 1}`
}

export function createRunStore(
  { redis, keys }: Pick<QueueConnection, 'redis' | 'keys'>,
  { keepMs = 7 * dayMs, keepEventsMs = 600_000 }: RunStoreOptions = {},
): RunStore {
  const save = async (key: string, field: string, value: unknown): Promise<void> => {
    await redis.multi().hset(key, field, JSON.stringify(value)).pexpire(key, unfinishedMs).exec()
  }

  const store: RunStore = {
    async load(runId) {
      const [plans, steps, { events }] = await Promise.all([
        redis.hgetall(keys.run(runId)),
        redis.hgetall(keys.runSteps(runId)),
        store.eventsAfter(runId, '-'),
      ])
      const planned: Planned[] = []
      for (let place = 0; ; place += 1) {
        const plan = parseMessage(plannedSchema, plans[place])
        if (!plan) break
        planned.push(plan)
      }
      const saved = Object.entries(steps).flatMap(([place, text]): [string, SavedStep][] => {
        const step = parseMessage(savedStepSchema, text)
        return step ? [[place, step]] : []
      })
      return { planned, steps: new Map(saved), events }
    },
    savePlan: (runId, place, planned) => save(keys.run(runId), `${place}`, planned),
    saveStep: (runId, place, step) => save(keys.runSteps(runId), place, step),
    async addEvent(event) {
      const { runId } = event
      const { runResult, runEvents, runNews } = keys
      const names = [runResult(runId), runEvents(runId), runNews(runId)]
      await addEventScript(redis, [...names, JSON.stringify(event), maxEvents, unfinishedMs])
    },
    async eventsAfter(runId, entry) {
      const [entries, packed] = await Promise.all([
        redis.xrange(keys.runEvents(runId), entry === '-' ? '-' : `(${entry}`, '+'),
        redis.getBuffer(keys.runLog(runId)),
      ])
      const packedEvents = packed
        ? (parseMessage(logSchema, (await unpack(packed)).toString('utf8')) ?? []).filter(([id]) =>
            isAfter(id, entry),
          )
        : entries.flatMap(([id, fields]): [string, RunEvent][] => {
            const event = parseMessage(eventSchema, fields[1])
            return event ? [[id, event]] : []
          })
      return { events: packedEvents.map(([, event]) => event), last: packedEvents.at(-1)?.[0] ?? entry }
    },
    async finish(runId, end, event) {
      const { runResult, runEvents, runNews, runLog, run, runSteps, runCancelled, runApproval } = keys
      const names = [runResult, runEvents, runNews, runLog].map((key) => key(runId))
      const packedEnd = await pack(JSON.stringify(end))
      for (;;) {
        const entries = await redis.xrange(runEvents(runId), '-', '+')
        const last = entries.at(-1)?.[0] ?? '-'
        const texts = entries.map(([id, fields]) => `["${id}",${fields[1]}]`)
        const log = [...texts, JSON.stringify([entryAfter(last), event])].join(',')
        const finished = await finishScript(redis, [
          ...names,
          packedEnd,
          await pack(`[${log}]`),
          keepMs,
          keepEventsMs,
          last,
          ...[run, runSteps, runCancelled, runApproval].map((key) => key(runId)),
        ])
        if (finished !== -1) return finished === 1
      }
    },
    async end(runId) {
      const packed = await redis.getBuffer(keys.runResult(runId))
      if (!packed) return undefined
      return parseMessage(endSchema, (await unpack(packed)).toString('utf8')) ?? unreadable
    },
  }
  return store
}
