import { decodePcm } from './pcm.js'
import type { SoundCoding } from './sound-track.js'

export interface DecodedPacket {
  /** One array for each channel, all of one length. */
  channels: Float32Array[]
  sampleRate: number
}

export interface PacketDecoder {
  /** Undefined for a packet that can't be decoded. The packet is not kept. */
  decode(packet: Uint8Array): DecodedPacket | undefined
  close(): void
}

export async function openPacketDecoder(coding: SoundCoding, sampleRate: number): Promise<PacketDecoder> {
  if (coding.codec === 'pcm') {
    const { format } = coding
    return { decode: (packet) => ({ channels: decodePcm(packet, format), sampleRate }), close() {} }
  }
  if (coding.codec === 'opus') return (await import('./opus.js')).openOpus(coding.description)
  return (await import('./symphonia.js')).openSymphonia(coding.codec, coding.description)
}
