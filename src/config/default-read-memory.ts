/** `media.readMemory` where nothing says otherwise: resident memory of a reader, in bytes. Apart from `profile.ts`, which loads zod. */
export const defaultReadMemory = 1_500_000_000
