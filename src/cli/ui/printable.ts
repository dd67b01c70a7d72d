/**
 * Text that came from files, models or file names, as a terminal may have it: without control characters, which could
 * move the cursor, recolour or retitle the window. Line breaks and tabs stay. Works piece by piece on a stream.
 */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '')
