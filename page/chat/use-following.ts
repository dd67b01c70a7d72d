import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** Room that is left above the answer, pixels. */
const above = 16
const gestures = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Keeps the end of a chat in sight while its last answer comes in and its pictures load: as far down as there is something,
 * but the begin of the answer is never scrolled away. It ends when the reader scrolls, clicks or types in the chat, and begins
 * again with the next question. Returns what the element that holds the turns is given as its ref.
 */
export function useFollowing(last: string | undefined): RefObject<HTMLOListElement | null> {
  const turns = useRef<HTMLOListElement>(null)
  const isFollowing = useRef(true)
  useEffect(() => {
    const list = turns.current
    const room = list?.parentElement
    if (!list || !room) return undefined
    isFollowing.current = true
    const show = () => {
      const answer = list.lastElementChild?.querySelector('.answer')
      if (!isFollowing.current || !answer) return
      const top = answer.getBoundingClientRect().top - room.getBoundingClientRect().top - above
      room.scrollTop = Math.min(room.scrollHeight - room.clientHeight, room.scrollTop + top)
    }
    const end = () => {
      isFollowing.current = false
    }
    show()
    const grown = new ResizeObserver(show)
    grown.observe(list)
    for (const gesture of gestures) list.addEventListener(gesture, end, { passive: true })
    return () => {
      grown.disconnect()
      for (const gesture of gestures) list.removeEventListener(gesture, end)
    }
  }, [last])
  return turns
}
