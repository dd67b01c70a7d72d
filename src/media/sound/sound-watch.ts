import { deflateRawSync } from 'node:zlib'
import type { DecodedPacket } from './decoders/decoder.js'
import { damagedSound } from './sound-fault.js'

/** Of packets, to be squeezed; more would tell no more. */
const keptBytes = 262_144
/** Packets of silence repeat themselves: squeezed they are less than this, in bits for each byte. */
const leastBits = 0.5
/** More than this share lost is no recording any more. */
const mostLost = 0.1

/** Watches a decoder: what it can't decode, and what it gives instead of sound. */
export class SoundWatch {
  #packets = 0
  #lost = 0
  #isSilent = true
  #kept: Uint8Array[] = []
  #keptBytes = 0

  see(packet: Uint8Array, decoded: DecodedPacket | undefined): void {
    this.#packets += 1
    if (!decoded) {
      this.#lost += 1
      return
    }
    for (const samples of decoded.channels)
      for (const sample of samples) {
        if (!Number.isFinite(sample)) throw damagedSound('some of its samples are no numbers')
        if (sample !== 0) this.#isSilent = false
      }
    if (!this.#isSilent) this.#kept = []
    else if (this.#keptBytes < keptBytes) {
      this.#kept.push(Uint8Array.from(packet))
      this.#keptBytes += packet.length
    }
  }

  /** At the end. @throws SoundFault where what came out can't be what was recorded */
  check(): void {
    if (this.#packets === 0) return
    if (this.#lost > this.#packets * mostLost)
      throw damagedSound(`${this.#lost} of ${this.#packets} pieces of sound can't be decoded`)
    if (!this.#isSilent) return
    const bytes = Buffer.concat(this.#kept)
    // A file of silence holds nothing but repetition; noise that comes out silent was not decoded.
    if (deflateRawSync(bytes).length * 8 > Math.max(4096, bytes.length * leastBits))
      throw damagedSound('only silence comes out of it')
  }
}
