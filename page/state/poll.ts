import { useEffect } from 'preact/hooks'
import { ApiFailure, key } from './api.js'

/** Time between two looks, milliseconds. */
export const lookMs = 2000

/** Whether the server would say the same again, such as that there is no such batch. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ApiFailure && error.status >= 400 && error.status < 500 && error.status !== 429

/**
 * Looks at once and then again and again, while the page is seen; one look at a time.
 *
 * @param look says whether to go on
 */
export function usePolling(
  look: (signal: AbortSignal) => Promise<boolean>,
  inputs: readonly unknown[],
  onError: (error: unknown) => void,
): void {
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    let timer: ReturnType<typeof setTimeout> | undefined
    const turn = async () => {
      const goesOn =
        document.visibilityState === 'hidden' ||
        (await look(signal).catch((error) => {
          if (!signal.aborted) onError(error)
          return !isRefusal(error)
        }))
      if (goesOn && !signal.aborted) timer = setTimeout(turn, lookMs)
    }
    void turn()
    return () => {
      controller.abort()
      clearTimeout(timer)
    }
  }, [...inputs, key.value])
}
