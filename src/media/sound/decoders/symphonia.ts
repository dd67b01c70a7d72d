import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../../config/package-root.js'
import { damagedSound } from '../sound-fault.js'
import type { DecodedPacket, PacketDecoder } from './decoder.js'

/** In the order of `native/sound-decoders/src/lib.rs`. */
const codecs = ['aac', 'flac', 'mp1', 'mp2', 'mp3', 'vorbis', 'alac'] as const
export type SymphoniaCodec = (typeof codecs)[number]

interface Library {
  memory: WebAssembly.Memory
  call(name: string, ...numbers: number[]): number
}

let compiled: Promise<object> | undefined

async function load(): Promise<Library> {
  compiled ??= readFile(join(packageRoot, 'native/sound-decoders/sound-decoders.wasm')).then((bytes) =>
    WebAssembly.compile(Uint8Array.from(bytes)),
  )
  const { exports } = await WebAssembly.instantiate(await compiled)
  const { memory } = exports
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('The sound decoders have no memory.')
  return {
    memory,
    call(name, ...numbers) {
      const found = exports[name]
      if (typeof found !== 'function') throw new Error(`The sound decoders have no ${name}.`)
      const result: unknown = Reflect.apply(found, undefined, numbers)
      return typeof result === 'number' ? result : 0
    },
  }
}

/**
 * One of Symphonia's decoders, in WebAssembly: whatever a file makes it do stays in memory of its own. Every decoder has
 * an instance to itself, which the garbage collector frees.
 */
export async function openSymphonia(codec: SymphoniaCodec, description: Uint8Array): Promise<PacketDecoder> {
  const { memory, call } = await load()
  const about = call('reserve', description.length)
  new Uint8Array(memory.buffer).set(description, about)
  const decoder = call('open_decoder', codecs.indexOf(codec), about, description.length)
  if (decoder === 0) throw damagedSound('its description of the sound makes no sense')
  return {
    decode(packet): DecodedPacket | undefined {
      const input = call('input_of', decoder, packet.length)
      new Uint8Array(memory.buffer).set(packet, input)
      const frames = call('decode_packet', decoder)
      if (frames < 0) return undefined
      const output = call('output_of', decoder)
      const channels = Array.from({ length: call('channels_of', decoder) }, (_, channel) =>
        new Float32Array(memory.buffer, output + channel * frames * 4, frames).slice(),
      )
      return { channels, sampleRate: call('rate_of', decoder) }
    },
    close() {},
  }
}
