import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { formatBytes } from '../parts/format.js'
import { Icon } from '../parts/icon.js'
import {
  addBatchFiles,
  batchFiles,
  clearBatchFiles,
  fileCounts,
  jobsFile,
  removeBatchFile,
  uploadJobs,
} from '../state/batch-files.js'
import { makeBatch } from '../state/batches.js'
import { tell } from '../state/chats.js'
import { namesOf } from './read-dropped.js'

/** A new batch: files or a folder and one request for all, or a file of jobs with the files that it names. */
export function BatchForm() {
  const text = useSignal('')
  const name = useSignal('')
  const isSent = useSignal(false)
  const { waiting, uploading, ready, refused } = fileCounts.value
  const jobs = jobsFile.value
  const isWhole = waiting + uploading === 0
  const canSend = !isSent.value && isWhole && (jobs !== undefined || (ready > 0 && text.value.trim() !== ''))

  const start = async () => {
    isSent.value = true
    try {
      const files = batchFiles.value.flatMap(({ name: called, media }) =>
        media ? [{ digest: media.digest, name: called }] : [],
      )
      const asked = jobs ? { jobs_file_id: await uploadJobs(jobs) } : { text: text.value }
      const called = name.value.trim() || (jobs?.name ?? text.value).slice(0, 100)
      const batch = await makeBatch({ ...asked, files, name: called })
      clearBatchFiles()
      location.hash = `/batches/${batch.id}`
    } catch (error) {
      tell(error)
    } finally {
      isSent.value = false
    }
  }

  return (
    <form
      class="stack batch-form"
      aria-labelledby="new-batch-title"
      onSubmit={(event) => {
        event.preventDefault()
        if (canSend) void start()
      }}
    >
      <h2 id="new-batch-title">Ask the same of many files</h2>
      <p class="soft">
        Drop files or folders here, or choose them. A jobs file (<code>.jsonl</code>) asks something of its
        own in each line.
      </p>
      <ChooseFiles />
      {jobs && (
        <p class="row">
          <b dir="auto">{jobs.name}</b>{' '}
          <span class="soft">{formatBytes(jobs.file.size)}, each line is a job</span>
          <button
            type="button"
            class="plain small"
            onClick={() => {
              jobsFile.value = undefined
            }}
          >
            <Icon name="close" label={`Remove ${jobs.name}`} />
          </button>
        </p>
      )}
      {batchFiles.value.length > 0 && (
        <div class="stack tight">
          <p class="row" role="status">
            {isWhole
              ? `${ready === 1 ? '1 file is' : `${ready} files are`} ready.`
              : `${ready} of ${batchFiles.value.length} files are uploaded.`}
            {refused > 0 && <span class="failure">{refused} can not be taken.</span>}
            <button type="button" class="small" onClick={clearBatchFiles}>
              Remove all
            </button>
          </p>
          {!isWhole && (
            <progress aria-label="Uploading files" value={ready + refused} max={batchFiles.value.length} />
          )}
          <Refused />
        </div>
      )}
      {!jobs && (
        <label class="stack tight">
          What to ask of each file
          <textarea
            rows={2}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value
            }}
          />
        </label>
      )}
      <label class="stack tight">
        Name of the batch (may be left empty)
        <input
          maxLength={200}
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value
          }}
        />
      </label>
      <span class="row">
        <button type="submit" class="strong" disabled={!canSend}>
          Start
        </button>
      </span>
    </form>
  )
}

function ChooseFiles() {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const take = (input: HTMLInputElement) => {
    addBatchFiles(namesOf(input.files ?? []))
    input.value = ''
  }
  return (
    <span class="row">
      <input
        ref={files}
        class="hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Files of the batch"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folder}
        class="hidden"
        type="file"
        {...wholeFolder}
        tabIndex={-1}
        aria-label="Folder of the batch"
        onChange={(event) => take(event.currentTarget)}
      />
      <button type="button" onClick={() => files.current?.click()}>
        <Icon name="attach" /> Choose files
      </button>
      <button type="button" onClick={() => folder.current?.click()}>
        <Icon name="batch" /> Choose a folder
      </button>
    </span>
  )
}

/** An attribute that the types of elements do not know. */
const wholeFolder = { webkitdirectory: true }

const mostRefused = 20

/** What can't be taken, and why. */
function Refused() {
  const refused = batchFiles.value.filter(({ state }) => state === 'refused')
  if (refused.length === 0) return null
  return (
    <ul class="findings">
      {refused.slice(0, mostRefused).map(({ id, name, error }) => (
        <li key={id}>
          <b dir="auto">{name}</b>: <span class="failure">{error}</span>{' '}
          <button type="button" class="plain small" onClick={() => removeBatchFile(id)}>
            <Icon name="close" label={`Remove ${name}`} />
          </button>
        </li>
      ))}
      {refused.length > mostRefused && <li class="soft">and {refused.length - mostRefused} more</li>}
    </ul>
  )
}
