// What cannot be drawn does not take the rest of the page with it.
import { Component, type ComponentChildren, type VNode } from 'preact'

interface Props {
  /** Drawn instead. `retry` draws the children anew. */
  readonly fallback: (error: unknown, retry: () => void) => VNode
  readonly children: ComponentChildren
}

interface State {
  readonly failed: { readonly error: unknown } | null
}

export class Boundary extends Component<Props, State> {
  override state: State = { failed: null }

  static override getDerivedStateFromError(error: unknown): State {
    return { failed: { error } }
  }

  override render(): ComponentChildren {
    const { failed } = this.state
    return failed ? this.props.fallback(failed.error, this.#retry) : this.props.children
  }

  readonly #retry = (): void => this.setState({ failed: null })
}
