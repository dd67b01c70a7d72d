import { z } from 'zod'
import { textField } from '../../src/tools/fields.js'
import { defineTool } from '../../src/tools/tool.js'

/** A tool whose calls go on until they are told to stop, and how many began and were stopped. */
export function createWaitingTool() {
  const calls = { started: 0, stopped: 0 }
  const tool = defineTool({
    id: 'wait-for-ever',
    description: 'Waits until it is stopped.',
    phrases: ['wait for ever'],
    input: z.object({ text: textField('Anything.') }),
    output: z.object({ text: textField('Never comes.') }),
    describe: () => 'It waited.',
    run: (_, { signal }) => {
      calls.started += 1
      return new Promise((_resolve, reject) => {
        const stop = () => {
          calls.stopped += 1
          reject(signal.reason)
        }
        if (signal.aborted) stop()
        signal.addEventListener('abort', stop)
      })
    },
  })
  return { tool, calls }
}
