const cells = 24

/** `██████░░░░░░`: how much of something is done, 0 to 1. */
export function renderBar(fraction: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * cells)
  return '█'.repeat(full) + '░'.repeat(cells - full)
}
