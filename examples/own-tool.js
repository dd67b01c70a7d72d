// A tool of your own: its schemas say what it connects to, `phrases` let the rule planner find it, and `run` is plain code.
// Here the recording is transcribed first, by a model, because the tool takes text.
//
//   node examples/own-tool.js samples/audio/memo-04.wav
//
// It needs no network: the demo profile has tiny models in the package. Copied elsewhere it needs `npm install switchyard-ai zod`.
import { createAgent, defineTool, textField } from 'switchyard-ai'
import { z } from 'zod'

const longestWord = defineTool({
  id: 'longest-word',
  description: 'Finds the longest word of a text. Use it when the request asks for the longest word.',
  phrases: ['longest word'],
  input: z.object({ text: textField('the text to look through') }),
  output: z.object({ word: textField('its longest word') }),
  run: async ({ text }) => {
    const words = text.match(/\p{Letter}+/gu) ?? []
    return { word: words.reduce((longest, word) => (word.length > longest.length ? word : longest), '') }
  },
  describe: ({ word }) => `Its longest word is "${word}".`,
})

const agent = await createAgent({ profile: 'demo', tools: [longestWord] })
const { answer } = await agent.run({
  text: 'What is the longest word of the memo?',
  media: process.argv.slice(2),
}).result
console.log(answer)
await agent.close()
