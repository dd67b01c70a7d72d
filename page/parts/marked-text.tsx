import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Media } from '../../src/media/media.js'
import { useMediaPath } from '../state/media-path.js'
import { findPassages, type TextPiece } from './find-passages.js'
import { ScrollBox } from './scroll-box.js'

/** Larger texts are saved and looked at elsewhere. */
const mostBytes = 2_000_000

/** A text file in which passages are marked. @param children shown where none of them is found in it */
export function MarkedFile({
  media,
  passages,
  children,
}: {
  media: Media
  passages: readonly string[]
  children?: ComponentChildren
}) {
  const path = useMediaPath(media.digest)
  const isRead = path !== undefined && passages.length > 0 && media.bytes <= mostBytes
  const [text, setText] = useState<string>()
  useEffect(() => {
    if (!isRead) return undefined
    const controller = new AbortController()
    fetch(path, { signal: controller.signal })
      .then((reply) => (reply.ok ? reply.text() : undefined))
      .then(setText, () => undefined)
    return () => controller.abort()
  }, [path, isRead])
  const pieces = text === undefined ? undefined : findPassages(text, passages)
  return pieces ? <MarkedText label={media.name ?? 'The text'} pieces={pieces} /> : children
}

/** A text with its passages marked, scrolled to the first. */
export function MarkedText({ label, pieces }: { label: string; pieces: readonly TextPiece[] }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const mark = box.current?.querySelector('mark')
    if (box.current && mark) box.current.scrollTop = mark.offsetTop - box.current.clientHeight / 3
  }, [])
  return (
    <ScrollBox label={label} class="passages" boxRef={box}>
      <p dir="auto">
        {pieces.map((piece, at) =>
          piece.kind === 'gap' ? (
            <span key={at} class="gap soft">
              …
            </span>
          ) : piece.kind === 'marked' ? (
            <mark key={at}>{piece.text}</mark>
          ) : (
            piece.text
          ),
        )}
      </p>
    </ScrollBox>
  )
}
