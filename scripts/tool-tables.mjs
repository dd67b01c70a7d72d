// The tables of docs/tools.md, made of what `switchyard tools --json` lists and of the catalogue.

const fields = (schema) =>
  Object.keys(schema.properties)
    .map((name) => (schema.required?.includes(name) ? `\`${name}\`` : `\`${name}\`?`))
    .join(', ')
const sayRemote = ({ model, provider, endpoint }) =>
  endpoint || provider !== 'auto' ? `${model} (${endpoint ?? provider})` : model

/** What each tool does, takes and gives. */
export function toolsTable(tools) {
  const rows = tools.map(({ id, description, input, output }) =>
    [`\`${id}\``, description.replaceAll('|', '\\|'), fields(input), fields(output)].join(' | '),
  )
  return table(['tool', 'what it does', 'input', 'output'], rows)
}

/** The models that each tool can use, with the memory that local ones take. `formatDtype`, `formatBytes`: say those in words. */
export function modelsTable(tools, { catalog, formatDtype, formatBytes }) {
  const sayLocal = ({ model, dtype, source, memory }) =>
    source === 'code'
      ? 'no model'
      : `${source === 'pack' ? `*${model}*` : model} ${formatDtype(dtype)}${memory ? `, ${formatBytes(memory)}` : ''}`
  const rows = tools.map(({ id }) => {
    const of = (backend, say) =>
      catalog
        .candidates(id)
        .filter((candidate) => candidate.backend === backend)
        .map(say)
        .join('<br>') || '–'
    const here = of('local', sayLocal)
    return [`\`${id}\``, here, of('hugging-face', sayRemote)].join(' | ')
  })
  return table(['tool', 'local', 'remote'], rows)
}

/** A table of Markdown. */
export function table(head, rows) {
  return [
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}
