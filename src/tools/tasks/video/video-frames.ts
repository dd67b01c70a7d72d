import { z } from 'zod'
import { clockTime } from '../../../core/format.js'
import { imagesField, optionField, outputField, tableField, videoField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { momentSchema } from '../../video/moment.js'

/** Frames are described one by one: more than these say little more, and take long. */
const usualFrames = 12
const mostFrames = 64
export const tool = defineTool({
  id: 'video-frames',
  description:
    'Takes pictures out of a video: one for each scene, or evenly, or at given times. It looks at nothing itself: have the frames described by image-to-text, mapped over $s1.frames[*], and join that with timeline.',
  input: z.object({
    video: videoField('The video.'),
    how: optionField(
      z.enum(['scenes', 'evenly']).default('scenes'),
      'scenes: a frame for each scene, where the picture changes; evenly: frames at equal distances.',
    ),
    count: optionField(
      z.int().min(1).max(mostFrames).default(usualFrames),
      `Most frames, up to ${mostFrames}.`,
    ),
    times: optionField(
      z.array(z.number().nonnegative()).min(1).max(mostFrames).optional(),
      'The times of the frames, in seconds, instead of scenes.',
    ),
  }),
  output: z.object({
    frames: imagesField('The frames, in the order of their times.', { min: 0 }),
    moments: tableField(
      momentSchema,
      'For each frame its time in seconds, and start and end of the stretch that it stands for.',
    ),
    scenes: outputField(
      z.int().nonnegative().optional(),
      'text',
      'How many scenes were found; more than there are frames, where those are bounded.',
    ),
  }),
  describe: ({ frames, moments, scenes }) => {
    const times = moments.map(({ at }) => clockTime(at)).join(', ')
    const bound = scenes !== undefined && scenes > frames.length ? ` of ${scenes} scenes` : ''
    return `${frames.length} ${frames.length === 1 ? 'frame' : 'frames'}${bound}, at ${times}.`
  },
  // What asks for it.
  phrases: [
    'video frames',
    'frame|still|picture|image|screenshot|thumbnail from|of|out <video>',
    'extract|get|take|grab|save .. frame|still|thumbnail',
    'split|cut <video> into frame|scene|picture',
    'scene change|cut',
  ],
  results: ['frame'],
  nature: 'faithful',
  // How it runs.
  reader: {
    async run(input, context) {
      const { readFrames } = await import('../../video/read-frames.js')
      return readFrames(input, context)
    },
  },
})
