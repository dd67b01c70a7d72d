import type { Input, InputAudioTrack } from 'mediabunny'

/**
 * Which of several sound tracks is heard: the first that the file marks as its default, else the first. The same for all kinds
 * of files, and whatever reads them.
 */
export function heardOf<T>(tracks: readonly T[], isDefault: (track: T) => boolean): T | undefined {
  return tracks.find(isDefault) ?? tracks[0]
}

/** The sound track of a file that is heard. Undefined where it has no sound. */
export async function heardTrack(input: Input): Promise<InputAudioTrack | undefined> {
  const tracks = await input.getAudioTracks()
  const marked = await Promise.all(
    tracks.map(async (track) => ({ track, isDefault: (await track.getDisposition()).default })),
  )
  return heardOf(marked, ({ isDefault }) => isDefault)?.track
}
