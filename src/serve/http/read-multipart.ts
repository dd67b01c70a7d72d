import { Readable } from 'node:stream'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { formatList } from '../../core/text.js'
import { ApiError, badRequest } from './api-error.js'
import { type BodyLimits, readBody } from './read-body.js'

export interface MultipartOptions<T> {
  limits: BodyLimits
  /** The names of the parts that may hold files, one each. */
  fileFields: readonly string[]
  /** Takes the file while it comes in; nothing of it is held in memory. */
  takeFile(file: { field: string; chunks: Readable; filename: string | undefined }): Promise<T>
  /** Removes what was taken, where the form turns out to be broken. */
  dropFile(taken: T): Promise<void>
}

export interface Multipart<T> {
  /** Text fields; a name that comes twice has several values. */
  fields: ReadonlyMap<string, readonly string[]>
  /** What was taken, by the name of its part. */
  files: ReadonlyMap<string, T>
}

/** Most parts of a form, and most bytes of a text field. */
const maxParts = 50
const maxFieldBytes = 100_000

/** A form with files, read as it comes. @throws ApiError 400, 408, 413, or what `takeFile` throws */
export async function readMultipart<T>(
  request: Request,
  { limits, fileFields, takeFile, dropFile }: MultipartOptions<T>,
): Promise<Multipart<T>> {
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(contentType))
    throw badRequest('Send a form: content-type multipart/form-data.', undefined, 'not_multipart')
  const form = openForm(contentType)
  const fields = new Map<string, string[]>()
  const taking = new Map<string, Promise<T>>()
  try {
    await new Promise<void>((resolve, reject) => {
      form.on('file', (name: string, stream: BusboyFileStream, filename: string | undefined) => {
        stream.on('error', () => {})
        if (!fileFields.includes(name) || taking.has(name)) {
          stream.resume()
          const names = formatList(
            fileFields.map((field) => `"${field}"`),
            'or',
          )
          reject(badRequest(`The form may have one file named ${names}.`, fileFields[0]))
          return
        }
        const taken = takeFile({ field: name, chunks: stream, filename: filename && unescapeName(filename) })
        taking.set(name, taken)
        // A file that can't be taken ends the form at once: the rest of it would be read for nothing.
        taken.catch((error) => {
          stream.resume()
          reject(error)
        })
      })
      form.on('field', (name: string, value: string, isNameCut: boolean, isCut: boolean) => {
        if (isNameCut || isCut)
          return reject(badRequest(`A field of the form has more than ${maxFieldBytes} bytes.`))
        fields.set(name, [...(fields.get(name) ?? []), value])
      })
      for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
        form.on(limit, () => reject(badRequest(`The form has more than ${maxParts} parts.`)))
      form.on('error', () => reject(malformed()))
      form.on('finish', resolve)
      const body = Readable.from(readBody(request, limits), { objectMode: false })
      body.on('error', (error) => {
        reject(error)
        form.destroy(error)
      })
      body.pipe(form)
    })
    const files = new Map<string, T>()
    for (const [name, taken] of taking) files.set(name, await taken)
    return { fields, files }
  } catch (thrown) {
    form.destroy()
    const settled = await Promise.allSettled(taking.values())
    await Promise.all(settled.map((taken) => taken.status === 'fulfilled' && dropFile(taken.value)))
    // The rest of the form was not read, so that nothing can follow on this connection.
    if (thrown instanceof ApiError && thrown.status < 500)
      throw new ApiError(thrown.message, { ...thrown.options, closes: true })
    throw thrown
  }
}

function openForm(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { parts: maxParts, fields: maxParts, files: maxParts, fieldSize: maxFieldBytes },
    })
  } catch {
    throw malformed()
  }
}

const malformed = (): ApiError =>
  badRequest(
    'The form is broken or ended early. Send it again, with its boundary in content-type.',
    undefined,
    'malformed_form',
  )

/** A file's name as it was before browsers wrote it into a form: quotes and ends of lines, and nothing else, have codes there. */
const unescapeName = (name: string): string =>
  name.replace(/%(?:22|0D|0A)/g, (code) => decodeURIComponent(code))
