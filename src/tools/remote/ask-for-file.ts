import { Buffer } from 'node:buffer'
import type { InferenceClient, InferenceTask } from '@huggingface/inference'
import { SwitchyardError } from '../../core/errors.js'
import { isRecord } from '../../core/json.js'
import type { Media } from '../../media/media.js'
import type { RemoteContext } from '../remote-adapter.js'

/** How files of a kind show in JSON: their first bytes in base64, and the ends of their names. */
const kinds = {
  mesh: { name: 'a GLB file', base64: /^Z2xURg/, extension: /\.glb$/i },
  // RIFF, fLaC, OggS, ID3 and the frames of MP3.
  audio: {
    name: 'a recording',
    base64: /^(?:UklGR|ZkxhQ|T2dnUw|SUQz|\/\/[rsuvtw])/,
    extension: /\.(?:wav|flac|ogg|opus|mp3|m4a)$/i,
  },
} as const

/** Levels of a reply that are looked into. */
const deepest = 8

/**
 * Asks a server for a file of a task that the client has no method for. No provider's API for such a task is among those
 * that the client knows, so that this is for endpoints of one's own: they get `inputs` and `parameters` as JSON, and answer with
 * the file, or with JSON that has its address or its base64 somewhere, such as `{ "model_mesh": { "url": "..." } }`.
 * @throws SwitchyardError `PROVIDER_BAD_REPLY` when no such file came
 */
export async function askForFile(
  client: InferenceClient,
  {
    task,
    inputs,
    parameters,
    kind,
    name,
  }: {
    task: InferenceTask
    inputs: string
    parameters: Record<string, unknown>
    kind: keyof typeof kinds
    /** What to call it. */
    name: string
  },
  { target, save, signal }: RemoteContext,
): Promise<Media> {
  // With its task the client would ask for the provider's way to do it; an endpoint needs none.
  const way = target.endpointUrl === undefined ? { task } : {}
  const reply: unknown = await client.request({ ...target, inputs, parameters }, way)
  if (reply instanceof Blob) return save(reply, kind, name)
  const found = fileIn(reply, kinds[kind])
  if (!found)
    throw new SwitchyardError(
      'PROVIDER_BAD_REPLY',
      `The reply for ${target.model} holds no file: it should be ${kinds[kind].name}, or JSON with its base64 or with its address, which ends as names of such files do.`,
      { details: { model: target.model } },
    )
  if (found.base64 !== undefined) return save(new Uint8Array(Buffer.from(found.base64, 'base64')), kind, name)
  // The backend stands in for the global fetch here, with its limits and addresses.
  const file = await fetch(found.url, { signal })
  return save(await file.blob(), kind, name)
}

/** The bytes of a medium in base64, as JSON takes them. */
export async function base64Of(media: Media, { blob }: RemoteContext): Promise<string> {
  return Buffer.from(await (await blob(media)).arrayBuffer()).toString('base64')
}

/** The first such file in a reply: where it lies, or as it is. */
function fileIn(
  value: unknown,
  kind: (typeof kinds)[keyof typeof kinds],
  depth = 0,
): { url: string; base64?: undefined } | { base64: string } | undefined {
  if (typeof value === 'string') {
    const base64 = value.slice(/^data:[\w.+/-]{0,100};base64,/.exec(value)?.[0].length ?? 0)
    if (kind.base64.test(base64)) return { base64 }
    return URL.canParse(value) && kind.extension.test(new URL(value).pathname) ? { url: value } : undefined
  }
  if (depth >= deepest) return undefined
  const inside = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []
  for (const part of inside) {
    const found = fileIn(part, kind, depth + 1)
    if (found) return found
  }
  return undefined
}
