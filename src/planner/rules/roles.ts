import { type ToolField, toolSchema } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'

/** What a text field is for. */
export type Role = 'question' | 'labels' | 'target' | 'source' | 'spoken' | 'prompt' | 'text'

const roles: readonly { role: Role; name: RegExp; list?: boolean }[] = [
  {
    role: 'labels',
    name: /label|candidate|categor|class|choice|option|quer|target|object|thing/i,
    list: true,
  },
  { role: 'question', name: /^(?:question|query)$/i, list: false },
  { role: 'source', name: /^(?:source|src|from)_?lang/i },
  { role: 'target', name: /^(?:(?:target|tgt|to)_?lang\w*|to)$/i },
  { role: 'spoken', name: /^lang\w*$/i },
  { role: 'prompt', name: /prompt|instruction|command|request/i, list: false },
]

/** What a text field is for, told from its name and description. */
export function roleOf({ name, meta }: ToolField): Role {
  const isList = meta?.list ?? false
  if (!isList && /\binstruction\b/i.test(meta?.description ?? '')) return 'prompt'
  return roles.find((role) => role.name.test(name) && (role.list ?? isList) === isList)?.role ?? 'text'
}

/**
 * The same for all fields of a tool. A tool that is a built-in one by another name or with plainer fields (`text` for a
 * question) has the built-in one's roles, field by field in their order.
 */
export function rolesOf(tool: AnyTool, builtIn: AnyTool | undefined): ReadonlyMap<string, Role> {
  const texts = (some: AnyTool) =>
    [...toolSchema(some).input.values()].filter(
      ({ meta, optional }) => !optional && meta?.modality === 'text',
    )
  const own = texts(tool)
  const known = builtIn && builtIn !== tool ? texts(builtIn).map(roleOf) : []
  const plain = own.every((field) => roleOf(field) === 'text')
  return new Map(
    own.map((field, at) => [field.name, (plain && !field.meta?.list && known[at]) || roleOf(field)]),
  )
}
