/** Puts the cursor where the question is written. Not where a finger points: there it would open the keyboard of the screen. */
export function focusQuestion(): void {
  if (!matchMedia('(pointer: fine)').matches) return
  // What has just been changed is drawn first.
  requestAnimationFrame(() => document.getElementById('question')?.focus())
}
