import { z } from 'zod'

const objectSchema = z.record(z.string(), z.unknown())

/** JSON schemas of a document that keeps what schemas refer to among its components, where references are looked for. */
export function createComponentSchemas() {
  const components: Record<string, object> = {}
  const written = new Map<z.ZodType, object>()

  function write(schema: z.ZodType): object {
    const before = written.get(schema)
    if (before) return before
    const {
      $schema: _,
      $defs = {},
      ...rest
    } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    const first = Object.keys(components).length
    const names = new Map(Object.keys($defs).map((name, at) => [name, `Part${first + at + 1}`]))
    const moved = (value: object) =>
      objectSchema.parse(
        JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
          const name = key === '$ref' && typeof inner === 'string' ? inner.replace('#/$defs/', '') : ''
          return names.has(name) ? `#/components/schemas/${names.get(name)}` : inner
        }),
      )
    for (const [name, part] of Object.entries($defs)) components[names.get(name) ?? name] = moved(part)
    const result = moved(rest)
    written.set(schema, result)
    return result
  }

  return { components, write }
}
