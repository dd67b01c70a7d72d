import { type ToolField, toolSchema } from '../../../plan/tool-schema.js'
import type { AnyTool } from '../../../tools/tool.js'

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

/** The same for all required text fields of a tool, whose own word on it comes first. */
export function rolesOf(tool: AnyTool): ReadonlyMap<string, Role> {
  return new Map(requiredTexts(tool).map((field) => [field.name, tool.roles?.[field.name] ?? roleOf(field)]))
}

export const hasRole = (tool: AnyTool, role: Role): boolean => [...rolesOf(tool).values()].includes(role)

/**
 * A tool that is a built-in one by its id, but has plainer fields (`text` for a question), has the built-in one's roles,
 * field by field in their order.
 */
export function rolesAfter(tool: AnyTool, builtIn: AnyTool): AnyTool['roles'] {
  const [own, known] = [requiredTexts(tool), requiredTexts(builtIn)]
  if (!own.every((field) => roleOf(field) === 'text' && !field.meta?.list)) return undefined
  return Object.fromEntries(
    own.flatMap(({ name }, at) => {
      const role = known[at] && roleOf(known[at])
      return role === 'question' || role === 'prompt' ? [[name, role] as const] : []
    }),
  )
}

const requiredTexts = (tool: AnyTool): ToolField[] =>
  [...toolSchema(tool).input.values()].filter(({ meta, optional }) => !optional && meta?.modality === 'text')
