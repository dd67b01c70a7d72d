import { computed, signal } from '@preact/signals'
import { type PlacedMedia, send, upload } from './api.js'

/** A file that is going to be asked about, with the folders it lies in as part of its name. */
export interface BatchFile {
  readonly id: number
  readonly name: string
  readonly file: File
  state: 'waiting' | 'uploading' | 'ready' | 'refused'
  media?: PlacedMedia | undefined
  error?: string | undefined
}

export interface NamedFile {
  name: string
  file: File
}

/** The files of the next batch, as they were when they were last drawn. */
export const batchFiles = signal<readonly BatchFile[]>([])
/** A file of jobs in place of one request for all. */
export const jobsFile = signal<NamedFile | undefined>(undefined)

export const fileCounts = computed(() => {
  const counts = { waiting: 0, uploading: 0, ready: 0, refused: 0 }
  for (const { state } of batchFiles.value) counts[state] += 1
  return counts
})

/** Uploads at once: what is uploaded is measured by the server, which has as many processes for that. */
const uploadsAtOnce = 4
/** Thousands of files are not drawn anew for each one, milliseconds. */
const drawMs = 100

let files: BatchFile[] = []
let waiting: BatchFile[] = []
let uploading = 0
let lastId = 0
let stopping = new AbortController()
let timer: ReturnType<typeof setTimeout> | undefined

/** What a system adds to folders by itself is nothing to ask about. */
const isAside = (name: string): boolean => /(?:^|\/)(?:\.[^/]*|Thumbs\.db|desktop\.ini)$/.test(name)

/** Adds files and uploads them, so many at a time. A file of jobs is none to ask about. */
export function addBatchFiles(named: readonly NamedFile[]): void {
  for (const { name, file } of named) {
    if (isAside(name)) continue
    if (/\.jsonl$/i.test(name)) {
      jobsFile.value = { name, file }
      continue
    }
    const added: BatchFile = { id: ++lastId, name, file, state: 'waiting' }
    files.push(added)
    waiting.push(added)
  }
  draw()
  uploadWaiting()
}

export function removeBatchFile(id: number): void {
  files = files.filter((one) => one.id !== id)
  waiting = waiting.filter((one) => one.id !== id)
  draw()
}

export function clearBatchFiles(): void {
  stopping.abort()
  stopping = new AbortController()
  files = []
  waiting = []
  uploading = 0
  jobsFile.value = undefined
  draw()
}

/** Uploads the file of jobs; gives its id. */
export async function uploadJobs({ name, file }: NamedFile): Promise<string> {
  const form = new FormData()
  form.append('purpose', 'batch')
  form.append('file', file, name)
  return String((await (await send('v1/files', { method: 'POST', form })).json()).id)
}

function uploadWaiting(): void {
  while (uploading < uploadsAtOnce) {
    const next = waiting.shift()
    if (!next) return
    void uploadOne(next, stopping.signal)
  }
}

async function uploadOne(one: BatchFile, signal: AbortSignal): Promise<void> {
  uploading += 1
  one.state = 'uploading'
  try {
    one.media = await upload(one.file, { signal, onProgress: () => {} })
    one.state = 'ready'
  } catch (error) {
    one.state = 'refused'
    one.error = error instanceof Error ? error.message : String(error)
  }
  // What was cleared meanwhile counts no more.
  if (signal.aborted) return
  uploading -= 1
  timer ??= setTimeout(draw, drawMs)
  uploadWaiting()
}

function draw(): void {
  clearTimeout(timer)
  timer = undefined
  batchFiles.value = [...files]
}
