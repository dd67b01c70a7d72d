import type { ComponentChildren, Ref, TargetedEvent } from 'preact'

/** A place for what may be wider than the page; it is scrolled by keyboard, too. */
export function ScrollBox({
  label,
  class: style = '',
  boxRef,
  onScroll,
  children,
}: {
  label: string
  class?: string | undefined
  boxRef?: Ref<HTMLDivElement>
  onScroll?: (event: TargetedEvent<HTMLDivElement>) => void
  children: ComponentChildren
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: it groups no fields of a form.
    <div
      ref={boxRef ?? null}
      onScroll={onScroll}
      class={`scroll ${style}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without a place in the tab order no key could scroll it.
      tabIndex={0}
      role="group"
      aria-label={label}
    >
      {children}
    </div>
  )
}
