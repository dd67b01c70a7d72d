import { z } from 'zod'
import { clip } from '../../../core/text.js'
import { optionField, textField, videoField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { lengthOf } from '../../words.js'

export const tool = defineTool({
  id: 'text-to-video',
  description:
    'Makes a short video of a few seconds, without sound, from a description in words. It takes minutes and is costly. To set an attached picture in motion use image-to-video.',
  input: z.object({
    text: textField('What the video should show, and what happens in it.'),
    seed: optionField(z.int().nonnegative().optional(), 'The same number gives the same video.'),
  }),
  output: z.object({ video: videoField('The video.') }),
  describe: ({ video }, { text }) => `It made a video of "${clip(text)}"${lengthOf(video)}.`,
  // What asks for it.
  phrases: [
    'text to video',
    'generate|create|make|produce .. {video}',
    'need|want|like|get|give|provide a|an|short {video}',
    'want|need|like .. {video} generated|representing|illustrating|showing|made',
    'turn|convert|transform .. to|into {video}',
    'video representation|representing|illustrating',
    'short|video clip',
    'clip|movie generated|from|based|that',
  ],
  results: ['generated|created video'],
  nature: 'inventing',
  // How it runs.
  remote: {
    async run(client, { text, seed }, context) {
      const parameters = seed === undefined ? {} : { seed }
      const video = await client.textToVideo({ ...context.target, inputs: text, parameters })
      return { video: await context.save(video, 'video', 'made video') }
    },
  },
})
