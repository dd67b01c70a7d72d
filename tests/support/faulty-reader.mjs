/** A reader process that is told how to fail: what decoders do with files that are made for it. */
import { serveReads } from '../../dist/media/reader/serve-reads.js'

const faults = {
  answer: ({ value }) => value,
  pid: () => process.pid,
  /** Never gives the event loop back, as a decoder in a tight loop. */
  loop() {
    for (;;) {}
  },
  /** Keeps the loop of microtasks busy: no timer and no message comes through. */
  async microtasks() {
    for (;;) await undefined
  },
  wait: () => new Promise(() => {}),
  memory() {
    const held = []
    for (;;) held.push(Buffer.alloc(10_000_000, 1))
  },
  heap() {
    const held = []
    for (;;) held.push(Array.from({ length: 10_000 }, (_, n) => ({ n })))
  },
  crash: () => process.kill(process.pid, 'SIGSEGV'),
  exit: () => process.exit(3),
  refuse() {
    throw new Error('no')
  },
  environment: () => Object.keys(process.env),
}

serveReads(async (request) => faults[request.fault](request))
