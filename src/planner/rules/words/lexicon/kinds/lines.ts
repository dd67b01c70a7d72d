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
