const paths = {
  good: 'M7 20V10l4-7 2 1-1 5h7l-1.500 11zM7 10H4v10h3',
  bad: 'M17 4v10l-4 7-2-1 1-5H5L6.500 4zM17 14h3V4h-3',
  attach: 'M8 12.500 14.500 6a2.500 2.500 0 0 1 3.500 3.500l-8 8a4.500 4.500 0 0 1-6.400-6.400L11 4',
  batch: 'M4 5h16v5H4zM4 14h16v5H4zM7 7.500h6M7 16.500h6',
  camera: 'M4 8h3l1.500-2.500h7L17 8h3v11H4zM12 10.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  delete: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  edit: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  list: 'M4 6h16M4 12h16M4 18h16',
  microphone:
    'M12 4a2.500 2.500 0 0 0-2.500 2.500v5a2.500 2.500 0 0 0 5 0v-5A2.500 2.500 0 0 0 12 4zM6.500 11.500a5.500 5.500 0 0 0 11 0M12 17v3',
  new: 'M12 5v14M5 12h14',
  queue: 'M4 19V9M10 19V5M16 19v-7M21 19H3',
  next: 'M9 5l7 7-7 7',
  again: 'M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5',
  previous: 'M15 5l-7 7 7 7',
  save: 'M12 4v11M7 10.500l5 5 5-5M5 20h14',
  send: 'M12 19V5M6 11l6-6 6 6',
  settings:
    'M4 7h9m5 0h2M4 17h2m5 0h9M15.500 4.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M8.500 14.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5',
  stop: 'M7 7h10v10H7z',
} as const

export type IconName = keyof typeof paths

/** A drawing that says the same as its label, which screen readers read out. */
export function Icon({ name, label }: { name: IconName; label?: string | undefined }) {
  return (
    <>
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={paths[name]} />
      </svg>
      {label !== undefined && <span class="hidden">{label}</span>}
    </>
  )
}
