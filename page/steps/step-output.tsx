import type { Media } from '../../src/media/media.js'
import { MediaView } from '../parts/media-view.js'
import { MarkedTable } from '../parts/table-view.js'
import { BoxesView } from './boxes-view.js'
import { isMediaRecord } from './files-of.js'
import { MasksView } from './masks-view.js'
import { MatrixView } from './matrix-view.js'
import {
  type AlikePair,
  asBoxes,
  asFlatRows,
  asPairs,
  asSegments,
  asVectors,
  isTexts,
  vectorPairs,
} from './output-shapes.js'
import { RowsView } from './rows-view.js'
import { WaveformView } from './waveform-view.js'

/** Most items of a list that are shown. */
const mostItems = 100

/** What came out of a step, each part as it is best looked at: on the picture, under the sound, as a table, as a matrix. */
export function StepOutput({
  output,
  files,
  said = '',
}: {
  output: unknown
  files: readonly Media[]
  /** What is said of it already; the same words are not shown again. */
  said?: string | undefined
}) {
  if (Array.isArray(output))
    return (
      <ol class="items" start={1}>
        {output.slice(0, mostItems).map((item, at) => (
          <li key={at}>
            {item === null ? (
              <p class="soft">not done</p>
            ) : (
              <StepOutput output={item} files={fileOfItem(files, at, output.length)} />
            )}
          </li>
        ))}
        {output.length > mostItems && <li class="soft">and {output.length - mostItems} more</li>}
      </ol>
    )
  if (typeof output !== 'object' || output === null) return <p dir="auto">{String(output)}</p>
  const fields = Object.entries(output).filter(
    ([, value]) => !(typeof value === 'string' && said.includes(value)),
  )
  const labels = labelsOf(output)
  return (
    <div class="output">
      {fields.map(([name, value]) => (
        <Field key={name} name={name} value={value} files={files} labels={labels} />
      ))}
    </div>
  )
}

/** Whether the files that a step worked on are shown with what came out. */
export function drawsOnFiles(output: unknown, files: readonly Media[]): boolean {
  if (Array.isArray(output))
    return output.some((item, at) => drawsOnFiles(item, fileOfItem(files, at, output.length)))
  if (typeof output !== 'object' || output === null) return false
  return Object.entries(output).some(
    ([name, value]) =>
      name === 'masks' ||
      (name === 'cells' && tableIn(files) !== undefined) ||
      asBoxes(value) !== undefined ||
      asSegments(value) !== undefined ||
      (isMediaRecord(value) && changedFrom(value, files) !== undefined),
  )
}

const tableIn = (files: readonly Media[]): Media | undefined =>
  files.find(({ modality }) => modality === 'table')

/** What a picture or a video was made from, where that is one picture or video. */
function changedFrom(made: Media, files: readonly Media[]): Media | undefined {
  const isSeen = ({ modality }: Media) => modality === 'image' || modality === 'video'
  const [before, ...others] = files.filter(isSeen)
  return isSeen(made) && others.length === 0 && before?.digest !== made.digest ? before : undefined
}

/** Of a step that went through a list of files, each item's own. */
const fileOfItem = (files: readonly Media[], at: number, length: number): readonly Media[] => {
  const own = files[at]
  return own && files.length === length ? [own] : files
}

function labelsOf(output: object): string[] {
  const segments = Object.entries(output).find(([name]) => name === 'segments')?.[1]
  return Array.isArray(segments) ? segments.map((one) => String(one?.label ?? '')) : []
}

function Field({
  name,
  value,
  files,
  labels,
}: {
  name: string
  value: unknown
  files: readonly Media[]
  labels: readonly string[]
}) {
  const picture = files.find(({ modality }) => modality === 'image')
  const sound = files.find(({ modality }) => modality === 'audio' || modality === 'video')
  const boxes = asBoxes(value)
  if (boxes && picture) return <BoxesView picture={picture} boxes={boxes} />
  const segments = asSegments(value)
  if (segments && sound) return <WaveformView recording={sound} segments={segments} />
  if (name === 'masks' && picture && Array.isArray(value))
    return <MasksView picture={picture} masks={value.filter(isMediaRecord)} labels={labels} />
  const table = tableIn(files)
  if (name === 'cells' && table && isTexts(value)) return <MarkedTable media={table} cells={value} />
  const vectors = asVectors(value)
  if (vectors) return <MatrixView pairs={vectorPairs(vectors)} />
  const pairs = asPairs(value)
  if (pairs) return <MatrixView pairs={pairs.map((pair) => withNames(pair, files))} />
  if (isMediaRecord(value)) return <MadeMedia made={value} before={changedFrom(value, files)} />
  if (Array.isArray(value) && value.length > 0 && value.every(isMediaRecord))
    return (
      <div class="files">
        {value.map((media) => (
          <MediaView key={media.digest} media={media} isMade />
        ))}
      </div>
    )
  const rows = asFlatRows(value)
  if (rows) return <RowsView name={name} rows={rows} />
  return (
    <p class="field" dir="auto">
      <b>{name}:</b> {formatValue(value)}
    </p>
  )
}

/** A file that a step made, beside what it was made from. */
function MadeMedia({ made, before }: { made: Media; before: Media | undefined }) {
  if (!before) return <MediaView media={made} isMade />
  return (
    <div class="files">
      <section aria-label="Before">
        <h4>Before</h4>
        <MediaView media={before} />
      </section>
      <section aria-label="After">
        <h4>After</h4>
        <MediaView media={made} isMade />
      </section>
    </div>
  )
}

/** Pictures are compared by their number. */
const withNames = (pair: AlikePair, files: readonly Media[]): AlikePair => ({
  ...pair,
  first: nameOf(pair.first, files),
  second: nameOf(pair.second, files),
})

const nameOf = (word: string, files: readonly Media[]): string => {
  const name = /^\d+$/.test(word) ? files[Number(word) - 1]?.name : undefined
  return name === undefined ? word : `${word} ${name}`
}

function formatValue(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
