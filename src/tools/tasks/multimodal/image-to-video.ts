import { z } from 'zod'
import { imageField, optionField, videoField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { lengthOf } from '../../words.js'

export const tool = defineTool({
  id: 'image-to-video',
  description:
    'Sets a picture in motion: makes a short video of a few seconds, without sound, that begins with it. It takes minutes and is costly.',
  input: z.object({
    image: imageField('The picture that the video begins with.'),
    prompt: optionField(z.string().trim().min(1).optional(), 'What happens: "the camera moves closer".'),
    seed: optionField(z.int().nonnegative().optional(), 'The same number gives the same video.'),
  }),
  output: z.object({ video: videoField('The video.') }),
  describe: ({ video }) => `It set the picture in motion${lengthOf(video)}.`,
  // What asks for it.
  phrases: [
    'image to video',
    'animate',
    'bring .. to life',
    'make <image> move',
    'generate|create|make|produce {video} .. from|of|out <image>',
    'generate|create|make|produce {video} .. from|of|out it|this|that',
    'turn|convert|transform <image> .. into {video}',
  ],
  nature: 'inventing',
  // How it runs.
  remote: {
    async run(client, { image, prompt, seed }, context) {
      const parameters = { ...(prompt !== undefined && { prompt }), ...(seed !== undefined && { seed }) }
      const inputs = await context.blob(image)
      const video = await client.imageToVideo({ ...context.target, inputs, parameters })
      return { video: await context.save(video, 'video', 'moving picture') }
    },
  },
})
