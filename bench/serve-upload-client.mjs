// The client of `serve-upload.ts`, in a process of its own: it sends a form with one large file.
import { request } from 'node:http'

const chunk = Buffer.alloc(64_000, 'switchyard ')
const boundary = 'bench-boundary'
const head = `--${boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="large.bin"\r\ncontent-type: application/octet-stream\r\n\r\n`
const tail = `\r\n--${boundary}--\r\n`

process.on('message', ({ url, bytes }) => {
  const beganAt = performance.now()
  const length = Buffer.byteLength(head) + bytes + Buffer.byteLength(tail)
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': length }
  const sending = request(url, { method: 'POST', headers }, (reply) => {
    reply.resume()
    reply.on('end', () =>
      process.send?.({ status: reply.statusCode, seconds: (performance.now() - beganAt) / 1000 }),
    )
  })
  sending.on('error', (error) => process.send?.({ status: 0, seconds: 0, error: String(error) }))
  sending.write(head)
  let left = bytes
  const more = () => {
    while (left > 0) {
      const size = Math.min(left, chunk.length)
      left -= size
      if (!sending.write(size === chunk.length ? chunk : chunk.subarray(0, size))) {
        sending.once('drain', more)
        return
      }
    }
    sending.end(tail)
  }
  more()
})
