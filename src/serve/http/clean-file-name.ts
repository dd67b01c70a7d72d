import { onOneLine } from '../../core/text.js'

/** The name that a client gives a file: one line, no folders, not endless. */
export const cleanFileName = (name: string): string =>
  onOneLine(name.replace(/^.*[/\\]/s, '')).slice(0, 200) || 'file'
