import type { ComponentChildren } from 'preact'

/** A place for what may be wider than the page; it is scrolled by keyboard, too. */
export function ScrollBox({
  label,
  class: style = '',
  children,
}: {
  label: string
  class?: string | undefined
  children: ComponentChildren
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: it groups no fields of a form.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a place in the tab order no key could scroll it.
    <div class={`scroll ${style}`} tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  )
}
