/** Characters of a request that are read: what is longer brings its own text. */
const mostRead = 2000

/** The words of a request for a series, with `it` or nothing in place of names of files, which name no column and no time. */
export const wordsOf = (request: string, place = ''): string =>
  request
    .slice(0, mostRead)
    .split(/\s+/)
    .map((word) => (/\.[a-z]{2,4}\b/i.test(word) ? place : word))
    .join(' ')
