import { z } from 'zod'
import { textField } from '../../src/tools/fields.js'
import { defineTool } from '../../src/tools/tool.js'

/** A tool whose calls go on until the test lets them end, or until they are stopped. */
export function createHeldTool() {
  const held = new Set<() => void>()
  const counts = { started: 0, stopped: 0 }
  const tool = defineTool({
    id: 'hold',
    description: 'Waits until it may go on.',
    phrases: ['wait for ever'],
    input: z.object({ text: textField('Anything.') }),
    output: z.object({ text: textField('What it waited with.') }),
    describe: ({ text }) => `It waited with ${text}`,
    run: ({ text }, { signal }) => {
      counts.started += 1
      return new Promise((resolve, reject) => {
        held.add(() => resolve({ text }))
        signal.addEventListener('abort', () => {
          counts.stopped += 1
          reject(signal.reason)
        })
      })
    },
  })
  return {
    tool,
    counts,
    /** Lets all calls end that wait now. */
    release() {
      for (const end of held) end()
      held.clear()
    },
  }
}
