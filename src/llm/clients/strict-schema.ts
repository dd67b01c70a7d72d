import { z } from 'zod'

const objectSchema = z.looseObject({
  type: z.literal('object'),
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  additionalProperties: z.unknown().optional(),
})

/**
 * Whether a JSON Schema keeps to the rules of OpenAI's strict mode: every object closed, with all its properties
 * required. Servers refuse `strict` for others.
 */
export function isStrictSchema(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrictSchema)
  if (typeof schema !== 'object' || schema === null) return true
  const object = objectSchema.safeParse(schema)
  if (object.success) {
    const { properties, required, additionalProperties } = object.data
    if (additionalProperties !== false) return false
    if (!Object.keys(properties).every((key) => required.includes(key))) return false
    return Object.values(properties).every(isStrictSchema)
  }
  return Object.values(schema).every(isStrictSchema)
}
