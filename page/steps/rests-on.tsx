import type { AnswerEvidence } from '../../src/answer/evidence.js'
import type { Media } from '../../src/media/media.js'
import { MarkedFile } from '../parts/marked-text.js'
import { MediaView } from '../parts/media-view.js'
import { MarkedTable } from '../parts/table-view.js'
import type { RunView } from '../state/run-view.js'
import { BoxesView } from './boxes-view.js'
import { mediaIn } from './files-of.js'
import type { DrawnBox, SpokenSegment } from './output-shapes.js'
import { WaveformView } from './waveform-view.js'

/** Of a step that worked on what earlier steps found: the places in the files that those found it in. */
export function RestsOn({ evidence, run }: { evidence: readonly AnswerEvidence[]; run: RunView }) {
  if (evidence.length === 0) return null
  const digests = [...new Set(evidence.map(({ media }) => media?.digest))]
  return (
    <section class="stack" aria-label="It rests on">
      <h4>It rests on</h4>
      {digests.map((digest) => (
        <Places
          key={digest}
          file={digest === undefined ? undefined : findFile(digest, run)}
          places={evidence.filter(({ media }) => media?.digest === digest)}
        />
      ))}
    </section>
  )
}

const findFile = (digest: string, { media, steps }: RunView): Media | undefined =>
  [...Object.values(media), ...steps.flatMap(({ report }) => mediaIn(report?.output))].find(
    (one) => one.digest === digest,
  )

function Places({ file, places }: { file: Media | undefined; places: readonly AnswerEvidence[] }) {
  const boxes = places.flatMap((place) => boxOf(place) ?? [])
  const segments = places.flatMap((place) => segmentOf(place) ?? [])
  if (file?.modality === 'image' && boxes.length > 0) return <BoxesView picture={file} boxes={boxes} />
  if (file && segments.length > 0) return <WaveformView recording={file} segments={segments} />
  const texts = [...new Set(places.flatMap(({ text }) => text ?? []))]
  if (file?.modality === 'table') return <MarkedTable media={file} cells={texts} />
  const said = texts.map((text) => (
    <blockquote key={text} dir="auto">
      {text}
    </blockquote>
  ))
  return (
    <>
      {file && <MediaView media={file} />}
      {file?.modality === 'text' ? (
        <MarkedFile media={file} passages={texts}>
          {said}
        </MarkedFile>
      ) : (
        said
      )}
    </>
  )
}

/** The numbers of a media fragment, such as those of `xywh=1,2,3,4`. */
function numbersOf(fragment: string | undefined, name: string): number[] {
  return fragment?.startsWith(`${name}=`)
    ? fragment
        .slice(name.length + 1)
        .split(',')
        .map(Number)
    : []
}

function boxOf({ fragment, text = '', score }: AnswerEvidence): DrawnBox | undefined {
  const [left, top, width, height] = numbersOf(fragment, 'xywh')
  if (left === undefined || top === undefined || width === undefined || height === undefined) return undefined
  return { label: text, score, left, top, width, height }
}

function segmentOf({ fragment, text = '' }: AnswerEvidence): SpokenSegment | undefined {
  const [start, end] = numbersOf(fragment, 't')
  return start === undefined || end === undefined ? undefined : { start, end, text }
}
