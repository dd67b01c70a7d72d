import type { RunEvent } from '../../../agent/events.js'
import { createProgressTeller } from '../../runs/say-progress.js'
import type { ChatEnding } from '../chat/chat-answer.js'
import {
  type OutputItem,
  type OutputText,
  type ResponseHead,
  type ResponseState,
  responseBody,
} from './response-body.js'

/** An event of a response's stream. */
export interface ResponseEvent {
  type: string
  /** Counts the events of a response from 0. */
  sequence_number: number
  [field: string]: unknown
}

/**
 * Tells a run as a response: what it plans and each step as a reasoning item, the answer as a message. The same run gives the
 * same events with the same numbers each time it is told, so that a stream can go on where a client lost it.
 */
export function createResponseWriter(head: ResponseHead, { isShaped }: { isShaped: boolean }) {
  const progressOf = createProgressTeller()
  const suffix = head.id.replace(/^resp_/, '')
  const output: OutputItem[] = []
  /** Reasoning that goes on, by step; places in `output`. */
  const open = new Map<string, number>()
  let message: number | undefined
  let sent = ''
  let state: ResponseState = { status: 'in_progress', output: [] }
  let sequence = 0

  const body = () => responseBody(head, state)
  const event = (type: string, fields: object): ResponseEvent => ({
    type,
    sequence_number: sequence++,
    ...fields,
  })

  function* think(step: string, text: string): Generator<ResponseEvent> {
    let at = open.get(step)
    if (at === undefined) {
      at = output.length
      open.set(step, at)
      const id = `rs_${suffix}_${at}`
      output.push({ type: 'reasoning', id, summary: [{ type: 'summary_text', text: '' }] })
      yield event('response.output_item.added', {
        output_index: at,
        item: { type: 'reasoning', id, summary: [] },
      })
      const part = { type: 'summary_text', text: '' }
      yield event('response.reasoning_summary_part.added', { ...summaryAt(id, at), part })
    }
    const item = output[at]
    if (item?.type !== 'reasoning') return
    const [summary] = item.summary
    if (summary) summary.text += text
    yield event('response.reasoning_summary_text.delta', { ...summaryAt(item.id, at), delta: text })
  }

  function* stopThinking(step: string): Generator<ResponseEvent> {
    const at = open.get(step)
    open.delete(step)
    const item = at === undefined ? undefined : output[at]
    if (at === undefined || item?.type !== 'reasoning') return
    const [part] = item.summary
    yield event('response.reasoning_summary_text.done', { ...summaryAt(item.id, at), text: part?.text ?? '' })
    yield event('response.reasoning_summary_part.done', { ...summaryAt(item.id, at), part: { ...part } })
    yield event('response.output_item.done', { output_index: at, item: structuredClone(item) })
  }

  function* say(text: string): Generator<ResponseEvent> {
    if (message === undefined) {
      message = output.length
      const id = `msg_${suffix}`
      output.push({ type: 'message', id, status: 'in_progress', role: 'assistant', content: [textPart('')] })
      const item = { type: 'message', id, status: 'in_progress', role: 'assistant', content: [] }
      yield event('response.output_item.added', { output_index: message, item })
      yield event('response.content_part.added', { ...contentAt(id, message), part: textPart('') })
    }
    const item = output[message]
    const part = item?.type === 'message' ? item.content[0] : undefined
    if (!item || !part || text === '') return
    part.text += text
    sent += text
    yield event('response.output_text.delta', {
      ...contentAt(item.id, message),
      delta: text,
      logprobs: [],
    })
  }

  function* stopTalking(status: 'completed' | 'incomplete'): Generator<ResponseEvent> {
    const item = message === undefined ? undefined : output[message]
    if (message === undefined || item?.type !== 'message') return
    item.status = status
    const place = contentAt(item.id, message)
    yield event('response.output_text.done', { ...place, text: sent, logprobs: [] })
    yield event('response.content_part.done', { ...place, part: textPart(sent) })
    yield event('response.output_item.done', { output_index: message, item: structuredClone(item) })
  }

  return {
    /** The response as far as it was told. */
    body,

    *start(): Generator<ResponseEvent> {
      yield event('response.created', { response: body() })
      yield event('response.in_progress', { response: body() })
    },

    *take(happened: RunEvent): Generator<ResponseEvent> {
      if (happened.type === 'answer-delta') {
        // An answer in a form is only known when it is whole.
        if (!isShaped) yield* say(happened.text)
        return
      }
      const step = 'step' in happened ? happened.step : ''
      const text = progressOf(happened)
      if (text !== undefined) yield* think(step, text)
      if (happened.type === 'step-finished' || happened.type === 'plan-created') yield* stopThinking(step)
    },

    /** The rest of the answer, what is still open, and how it ended. */
    *end(ending: ChatEnding): Generator<ResponseEvent> {
      for (const step of [...open.keys()]) yield* stopThinking(step)
      if (!ending.error) {
        yield* say(ending.content.slice(sent.length))
        yield* stopTalking('completed')
        const { usage, result } = ending
        // The same, whichever server tells it.
        const completedAt = head.createdAt + Math.ceil(result.durationMs / 1000)
        state = { status: 'completed', output, usage, completedAt, runStatus: result.status }
        yield event('response.completed', { response: body() })
        return
      }
      yield* stopTalking('incomplete')
      const { message, options } = ending.error
      state =
        options.code === 'cancelled'
          ? { status: 'cancelled', output }
          : { status: 'failed', output, error: { code: options.code, message } }
      yield event('response.failed', { response: body() })
    },
  }
}

const textPart = (text: string): OutputText => ({ type: 'output_text', text, annotations: [], logprobs: [] })
const contentAt = (item_id: string, output_index: number) => ({ item_id, output_index, content_index: 0 })
const summaryAt = (item_id: string, output_index: number) => ({ item_id, output_index, summary_index: 0 })
