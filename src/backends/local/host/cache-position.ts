import { z } from 'zod'
import { inside } from '../../../tools/local/inside.js'
import { onnxRuntime } from './onnx-runtime.js'

type Run = (feeds: Record<string, unknown>, ...rest: unknown[]) => unknown

const sessionSchema = z.custom<{ inputNames: readonly string[]; run: Run }>(
  (value) => Array.isArray(inside(value, 'inputNames')) && typeof inside(value, 'run') === 'function',
)
const sessionsSchema = z.record(z.string(), z.unknown())
/** A model can be called: it is a function. */
const modelSchema = z.custom<object>(
  (value) => (typeof value === 'object' && value !== null) || typeof value === 'function',
)

const input = 'cache_position'

/**
 * Gives the networks of a model what transformers.js does not: some exporters of decoders make `cache_position`, the places
 * of the new tokens behind those that are cached, an input of its own, and such a model would fail at its first call.
 */
export function provideCachePositions(model: unknown): void {
  const sessions = sessionsSchema.safeParse(inside(model, 'sessions'))
  const holder = modelSchema.safeParse(model)
  if (!holder.success || !sessions.success) return
  const provided = Object.entries(sessions.data).map(([name, session]) => {
    const known = sessionSchema.safeParse(session)
    return [
      name,
      known.success && known.data.inputNames.includes(input) ? withPositions(known.data) : session,
    ]
  })
  Reflect.set(holder.data, 'sessions', Object.fromEntries(provided))
}

/** The session as it is, except that it asks for no positions and works them out from what it is given. */
function withPositions<Session extends { inputNames: readonly string[]; run: Run }>(
  session: Session,
): Session {
  const inputNames = session.inputNames.filter((name) => name !== input)
  const run: Run = (feeds, ...rest) => session.run({ ...feeds, [input]: positionsFor(feeds) }, ...rest)
  return new Proxy(session, {
    get(target, key) {
      if (key === 'inputNames') return inputNames
      if (key === 'run') return run
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const dimsSchema = z.object({ dims: z.array(z.int()) })

function positionsFor(feeds: Readonly<Record<string, unknown>>): unknown {
  const { from, count } = newTokens(
    Object.fromEntries(
      Object.entries(feeds).flatMap(([name, tensor]) => {
        const shape = dimsSchema.safeParse(tensor)
        return shape.success ? [[name, shape.data.dims]] : []
      }),
    ),
  )
  const places = BigInt64Array.from({ length: count }, (_, at) => BigInt(from + at))
  return new (onnxRuntime().Tensor)('int64', places, [count])
}

/** How many tokens a call brings, and how many are cached before them, by the shapes of what it is given. */
export function newTokens(shapes: Readonly<Record<string, readonly number[]>>): {
  from: number
  count: number
} {
  const tokens = shapes.input_ids ?? shapes.decoder_input_ids ?? shapes.inputs_embeds
  // Keys of the decoder's own attention: batch, heads, cached tokens, size. Those of the encoder have the recording's length.
  const cached = Object.entries(shapes).find(([name]) =>
    /^past_key_values\.\d+\.(?:decoder\.)?key$/.test(name),
  )
  return { from: cached?.[1][2] ?? 0, count: tokens?.[1] ?? 1 }
}
