/**
 * The program of a host: a child process that holds loaded models and runs inference. Inference blocks its event loop,
 * which is why it lives here. It ends when its parent does.
 */

import { setFlagsFromString } from 'node:v8'
import { keepCompiled } from '../../../config/keep-compiled.js'
import { optimizeLater } from '../../../core/process/optimize-later.js'
import { readForeign } from '../../../media/reader/read-foreign.js'
import { createReadServer } from '../../../media/reader/serve-reads.js'
import { watchSelfLazily } from '../../../media/reader/watch-self.js'
import { type HostReply, requestSchema } from '../protocol.js'
import { createHostRuntime, type HostRuntime } from './host-runtime.js'

let runtime: HostRuntime | undefined
let answerRead: ReturnType<typeof createReadServer> | undefined

// What a call makes and drops at once (a recording's samples, its spectrogram) is large beside what lives here. By V8's own
// measure of growth the whole heap would be searched several times a call: a tenth of the time of a long recording.
setFlagsFromString('--heap-growing-percent=200')
const optimizeAsUsual = optimizeLater()

// Ctrl-C reaches the whole process group; the parent decides what happens then.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  const request = requestSchema.parse(message)
  switch (request.type) {
    case 'configure':
      runtime = createHostRuntime(request, reply)
      return
    case 'run':
      optimizeAsUsual()
      void runtime?.run(request)
      return
    case 'cancel':
      runtime?.cancel(request.batch, request.index)
      return
    case 'unload':
      void runtime?.unload(request.models)
      return
    case 'read':
      answerRead ??= createReadServer(readForeign, watchSelfLazily(request.memoryBytes))
      void answerRead(request.request)
      return
    case 'shutdown':
      process.exit(0)
  }
})

keepCompiled()

// What every model needs takes a while to load: it begins before the first call is known. `load` says what goes wrong.
import('@huggingface/transformers').catch(() => {})

function reply(message: HostReply): void {
  // Sending to a parent that has just gone is no error; `disconnect` ends this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}
