/** Why a recording can't be used, in our own words: foreign libraries' words never reach a message. */
export class SoundFault extends Error {
  /** `damaged`: broken bytes. `unsupported`: sound that is whole, of a kind that nothing here reads. `empty`: no sound. */
  readonly kind: 'damaged' | 'unsupported' | 'empty'

  constructor(kind: SoundFault['kind'], reason: string) {
    super(reason)
    this.kind = kind
  }
}

export const damagedSound = (reason: string) => new SoundFault('damaged', reason)
/** `what` begins the sentence "... is not supported". */
export const unsupportedSound = (what: string) => new SoundFault('unsupported', what)
export const emptySound = () => new SoundFault('empty', 'nothing in it')
/** A file that ends before its sound begins. */
export const missingSound = () => damagedSound('none of its sound is there')
