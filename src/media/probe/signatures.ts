const convert = (output: string) => `convert it, for example with: ffmpeg -i INPUT ${output}`

/** Kinds of files that are not read, and that the library for signatures doesn't know, by the hex of their first bytes. */
const signatures: readonly [RegExp, string][] = [
  [/^2e736e640000/, `a Sun AU recording; ${convert('output.flac')}`],
  [/^6361666600/, `a CAF recording; ${convert('output.flac')}`],
  [/^726966662e91cf11/, `a Wave64 recording; ${convert('output.flac')}`],
  [/^52494658.{8}57415645/, `a big-endian WAV recording; ${convert('output.flac')}`],
  [/^(?:2e536f58|586f532e)/, 'a SoX recording; convert it, for example with: sox INPUT output.flac'],
  [/^5454413[12]/, `a True Audio recording; ${convert('output.flac')}`],
  [/^(?:7ffe8001|fe7f0180)/, `a DTS recording; ${convert('output.flac')}`],
  [/^6e75742f6d756c74696d65646961/, `a NUT file; ${convert('output.mp4')}`],
  [/^676c5446(?!02)/, 'a GLB file of another version of glTF than 2; export it anew as glTF 2.0'],
  [/^503[456](?:0a|0d|20|09)(?:23|3\d)/, 'a PBM, PGM or PPM picture; save it as PNG'],
  [/^444453207c000000/, 'a DDS picture; save it as PNG'],
  [/^762f3101/, 'an OpenEXR picture; save it as PNG'],
  [/^716f696600/, 'a QOI picture; save it as PNG'],
  [/^0a0[0-5]0[01]0[1248]/, 'a PCX picture; save it as PNG'],
  [/^01da0[01]0[12]/, 'an SGI picture; save it as PNG'],
  [/^233f(?:52414449414e4345|52474245)0a/, 'a Radiance HDR picture; save it as PNG'],
]

/** What a file is by its first bytes, with what to do instead; undefined where they say nothing. */
export function nameBySignature(head: Buffer): string | undefined {
  const start = head.toString('hex', 0, 32)
  return signatures.find(([signature]) => signature.test(start))?.[1]
}
