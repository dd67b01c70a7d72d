import { Component, type ComponentChildren } from 'preact'

interface Props {
  /** What is drawn, as its reader calls it: `this answer`. */
  what: string
  /** Drawn anew when this is another value. */
  of?: unknown
  /** What is shown of it where it can't be drawn. */
  plain?: ComponentChildren
  children: ComponentChildren
}

/** Keeps a fault in drawing one part of the page to that part: the rest stays, and it can be drawn again. */
export class Guard extends Component<Props, { fault?: string | undefined }> {
  override state: { fault?: string | undefined } = {}

  override componentDidCatch(error: unknown) {
    this.setState({ fault: error instanceof Error ? error.message : String(error) })
  }

  override componentDidUpdate(before: Props) {
    if (before.of !== this.props.of && this.state.fault !== undefined) this.setState({ fault: undefined })
  }

  override render() {
    const { what, plain, children } = this.props
    const { fault } = this.state
    if (fault === undefined) return children
    return (
      <section class="stack">
        {plain}
        <p class="failure">
          The page can't draw {what}. <span class="soft">({fault})</span>
        </p>
        <span class="row">
          <button type="button" class="small" onClick={() => this.setState({ fault: undefined })}>
            Draw it again
          </button>
        </span>
      </section>
    )
  }
}
