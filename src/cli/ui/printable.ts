/**
 * Text that came from files, models or file names, as a terminal may have it: without control characters, which could
 * move the cursor, recolour or retitle the window, and without characters that have no width or turn the direction of
 * writing, which could make a text look like another. Line breaks and tabs stay, so do the invisible parts of emoji and
 * the joiners of scripts that are written with them. Works piece by piece on a stream.
 */
export const printable = (text: string): string =>
  isPlain.test(text) ? text : text.replace(controls, '').replace(invisible(), '')

/** Most text: what the classes below are made of takes milliseconds to put together. */
const isPlain = /^[\n\t -~]*$/

const controls = /[^\P{Cc}\n\t]/gu

/** Variation selectors after a character, joiners between parts of an emoji or letters of joining scripts stay. */
const joining =
  '\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}'
let made: RegExp | undefined
/** Made for the first text that is not plain. */
function invisible(): RegExp {
  made ??= new RegExp(
    [
      String.raw`(?<!\p{Extended_Pictographic}|[#*0-9])[\ufe00-\ufe0f]`,
      String.raw`(?<!(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f|[${joining}])(?=\u200d(?:\p{Extended_Pictographic}|[${joining}])))\u200d`,
      String.raw`(?<![${joining}](?=\u200c[${joining}]))\u200c`,
      String.raw`(?![\u200c\u200d\ufe00-\ufe0f])[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]`,
    ].join('|'),
    'gu',
  )
  return made
}
