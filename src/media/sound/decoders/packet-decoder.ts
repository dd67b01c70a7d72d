import type { SoundCoding } from '../sound-track.js'
import type { PacketDecoder } from './decoder.js'
import { decodePcm } from './pcm.js'

export async function openPacketDecoder(coding: SoundCoding, sampleRate: number): Promise<PacketDecoder> {
  if (coding.codec === 'pcm') {
    const { format } = coding
    return { decode: (packet) => ({ channels: decodePcm(packet, format), sampleRate }), close() {} }
  }
  if (coding.codec === 'opus') return (await import('./opus.js')).openOpus(coding.description)
  return (await import('./symphonia.js')).openSymphonia(coding.codec, coding.description)
}
