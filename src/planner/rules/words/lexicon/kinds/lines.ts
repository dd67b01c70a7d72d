/** Lines that say an English word and, parted by slashes, what stands for it, as lines of one such word each: `perro = dog`. */
export const linesOf = (words = ''): string =>
  words
    .trim()
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const [english = '', said = ''] = line.split(' = ')
      return said.split('/').map((one) => `${one} = ${english}`)
    })
    .join('\n')

/** Words in the order of what they stand for, each with its forms parted by slashes, as lines of one form each. A meaning may have none. */
export const linesInOrder = (english: readonly string[], said: readonly (string | undefined)[]): string[] =>
  said.flatMap((forms = '', at) =>
    forms
      .split('/')
      .filter(Boolean)
      .map((one) => `${one} = ${english[at] ?? ''}`),
  )
