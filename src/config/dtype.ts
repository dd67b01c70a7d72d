import { z } from 'zod'

export const dtypes = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const

/** The precision of weights. */
export type Dtype = (typeof dtypes)[number]

/**
 * One dtype for all of a model, or one for each of its networks, by the name of its file without the ending:
 * `{ encoder_model: fp32, decoder_model_merged: q8 }`. A network that is not named is taken in fp32.
 */
export const modelDtypeSchema = z.union(
  [
    z.enum(dtypes),
    z
      .record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.enum(dtypes))
      .refine(
        (parts) => Object.keys(parts).length > 0,
        'name at least one network: { encoder_model: fp32, decoder_model_merged: q8 }',
      ),
  ],
  {
    error: `one of ${dtypes.join(', ')}, or one for each network: { encoder_model: fp32, decoder_model_merged: q8 }`,
  },
)
export type ModelDtype = z.infer<typeof modelDtypeSchema>

/** The dtype of one network of a model. */
export function dtypeOfPart(dtype: ModelDtype, part: string): Dtype {
  if (typeof dtype === 'string') return dtype
  return (Object.hasOwn(dtype, part) ? dtype[part] : undefined) ?? 'fp32'
}

/** The dtypes that occur in a model, each once. */
export const dtypesIn = (dtype: ModelDtype): Dtype[] =>
  typeof dtype === 'string' ? [dtype] : [...new Set(Object.values(dtype))]

const dynamicDtypes: readonly Dtype[] = ['q8', 'int8', 'uint8']

/**
 * Whether a network's activations are scaled by the range of all that it reads at once, as with 8-bit weights: what it says of
 * one input then depends on what else is in the batch. A result must depend on its inputs alone, or remembering it would be
 * wrong: such a network reads inputs one by one.
 */
export const isScaledByBatch = (dtype: ModelDtype): boolean =>
  dtypesIn(dtype).some((one) => dynamicDtypes.includes(one))
