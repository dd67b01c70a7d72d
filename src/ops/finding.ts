/** One thing the doctor looked at. */
export interface Finding {
  /** `ok`: fine. `note`: fine too, but worth knowing. `problem`: something will not work. */
  level: 'ok' | 'note' | 'problem'
  subject: string
  detail: string
  /** Why, at length: for those who want to know. */
  reason?: string
  /** Only for those who want to know. */
  isAside?: boolean
  /** What to do about it, or with it. */
  nextMove?: string | undefined
}
