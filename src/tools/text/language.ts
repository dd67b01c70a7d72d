import { z } from 'zod'

/** A language, as its ISO 639 code. */
export const languageSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2,3}$/, 'a language code such as en, de or fr')

/** What a language is called in English: `German` for `de`. */
export function languageName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code
}
