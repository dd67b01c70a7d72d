import { place } from '../state/place.js'
import { Icon } from './icon.js'

/** Leads to what is beside the chats. */
export function PlaceLinks() {
  const current = (view: string) => (place.value.view === view ? ('page' as const) : undefined)
  return (
    <ul class="places">
      <li>
        <a href="#/batches" aria-current={current('batches')}>
          <Icon name="batch" /> Batches
        </a>
      </li>
      <li>
        <a href="#/queue" aria-current={current('queue')}>
          <Icon name="queue" /> Queue
        </a>
      </li>
    </ul>
  )
}
