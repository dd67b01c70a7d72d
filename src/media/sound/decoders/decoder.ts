export interface PacketDecoder {
  /** Undefined for a packet that can't be decoded. The packet is not kept. */
  decode(packet: Uint8Array): DecodedPacket | undefined
  close(): void
}

export interface DecodedPacket {
  /** One array for each channel, all of one length. */
  channels: Float32Array[]
  sampleRate: number
}
