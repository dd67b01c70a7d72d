import { z } from 'zod'
import { audioField, videoField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { lengthOf } from '../../words.js'

export const tool = defineTool({
  id: 'video-to-audio',
  description:
    'Takes the sound out of a video as a recording of its own, as it is. To write down what is said this is not needed: a video with sound may stand for a recording.',
  input: z.object({ video: videoField('The video.') }),
  output: z.object({ audio: audioField('The sound.') }),
  describe: ({ audio }) => `Its sound is a recording of its own now${lengthOf(audio)}.`,
  // What asks for it.
  phrases: [
    'video to audio',
    'extract|get|take|save|separate|rip|pull|strip .. audio|sound|soundtrack|music from|of|out <video>',
    'extract|get|take|save|separate|rip|pull|strip .. audio|sound|soundtrack|music out of <video>',
    'audio|sound|soundtrack of|from|out <video>',
    'extract|get|take|save|separate|rip|pull .. audio|sound track of|from|out <video>',
    'convert|turn|change|transform <video> .. to|into|as {audio}',
  ],
  results: ['soundtrack'],
  // How it runs.
  reader: {
    async run({ video }, context) {
      const { readSoundtrack } = await import('../../video/read-soundtrack.js')
      return { audio: await readSoundtrack(video, context) }
    },
  },
})
