import { addBatchFiles, type NamedFile } from '../state/batch-files.js'

const entriesOf = ({ items }: DataTransfer) => [...items].map((item) => item.webkitGetAsEntry())

export const hasFolder = (transfer: DataTransfer): boolean =>
  entriesOf(transfer).some((entry) => entry?.isDirectory)

/** Adds what is dropped, folders with all that is in them. */
export async function addDropped(transfer: DataTransfer): Promise<void> {
  if (!hasFolder(transfer)) return addBatchFiles(namesOf(transfer.files))
  // They are gone after the first pause.
  const entries = entriesOf(transfer)
  const found = await Promise.all(entries.map((entry) => (entry ? filesUnder(entry) : [])))
  addBatchFiles(found.flat())
}

/** Chosen files; those of a folder are called by their way in it. */
export const namesOf = (files: Iterable<File>): NamedFile[] =>
  [...files].map((file) => ({ name: file.webkitRelativePath || file.name, file }))

async function filesUnder(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ name: entry.fullPath.replace(/^\//, ''), file }]
  }
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const found: NamedFile[] = []
  for (;;) {
    // So many at a time as the browser likes, none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return found
    for (const one of some) found.push(...(await filesUnder(one)))
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
