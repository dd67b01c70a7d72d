import { useEffect, useRef } from 'preact/hooks'

/** As the ref of an element: it gets the focus when it is shown, and not again when it is drawn anew. */
export const focusWhenShown = (element: HTMLElement | null): void => element?.focus()

/** The same for a field whose text is to be replaced. */
export function selectWhenShown(field: HTMLInputElement | null): void {
  field?.focus()
  field?.select()
}

/** When what uses it goes away with the focus in it, the focus goes back to what had it before. */
export function useFocusBack(): void {
  const before = useRef(document.activeElement)
  useEffect(
    () => () => {
      const { current } = before
      // What has the focus is known once the page is drawn.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && current instanceof HTMLElement) current.focus()
      })
    },
    [],
  )
}
