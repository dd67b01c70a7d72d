import ora, { type Ora } from 'ora'
import type { Terminal } from './terminal.js'

/** The one line on stderr that is drawn again and again, with a spinner; for terminals that can redraw. */
export const createLiveLine = ({ errColor }: Pick<Terminal, 'errColor'>): Ora =>
  ora({
    stream: process.stderr,
    // Whether stderr can be redrawn has been asked; Ctrl-C and what is typed are not the spinner's.
    isEnabled: true,
    color: errColor.isColorSupported ? 'cyan' : false,
    discardStdin: false,
    hideCursor: true,
  })
