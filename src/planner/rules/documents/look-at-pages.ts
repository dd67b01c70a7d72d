import { documentOf, type Media } from '../../../media/media.js'
import type { StepValue } from '../../../plan/step-value.js'
import type { ToolField } from '../../../plan/tool-schema.js'
import type { AnyTool } from '../../../tools/tool.js'
import { edgeOf } from '../../reachability.js'
import { drawsPages } from '../capabilities.js'
import { asksForLooks, pagesSaid } from './pages-said.js'

/** How the pages of attached documents stand in for pictures. */
export interface PageViews {
  /** Reference names of documents that are looked at, whatever they were read as. */
  names: readonly string[]
  /** Those of them that were read as texts. */
  read: readonly string[]
  /** Whether a value names one of them where a picture is wanted. */
  standIn(value: StepValue, field: ToolField): boolean
  /** The value with the pages in place of such documents; `draw` adds the step that draws them and says its id. */
  withPages(
    value: StepValue,
    field: ToolField,
    draw: (tool: AnyTool, input: Record<string, StepValue>) => string,
  ): StepValue
}

/**
 * The documents of a request whose pages its tools for pictures look at: scans of several pages, and those with text where the
 * words ask how they look.
 */
export function pageViewsOf(
  { text, media }: { text: string; media: Readonly<Record<string, Media>> },
  { tools, mayRun }: { tools: readonly AnyTool[]; mayRun: (tool: AnyTool) => boolean },
): PageViews {
  const derived = Object.entries(media).filter(([, { original }]) => original)
  const tool = derived.length > 0 ? tools.find((one) => drawsPages(one) && mayRun(one)) : undefined
  const asksLooks = derived.some(([, { modality }]) => modality === 'text') && asksForLooks(text)
  const seen = (item: Media) => item.modality === 'image' || (item.modality === 'text' && asksLooks)
  const views = new Map<string, Media>(
    derived.flatMap(([name, item]) =>
      tool && seen(item) && !isOnlyPage(item, text) ? [[`$${name}`, item]] : [],
    ),
  )
  const isView = (value: StepValue): value is string => typeof value === 'string' && views.has(value)
  const takesPicture = ({ meta }: ToolField) => meta?.modality === 'image'

  return {
    names: [...views.keys()].map(nameOf),
    read: [...views].flatMap(([value, { modality }]) => (modality === 'text' ? [nameOf(value)] : [])),
    standIn: (value, field) => takesPicture(field) && [value].flat().some(isView),
    withPages(value, field, draw) {
      if (!takesPicture(field) || !tool) return value
      const pagesOf = (one: StepValue): StepValue => {
        const item = isView(one) ? views.get(one) : undefined
        if (!item || !isView(one)) return one
        const pages = pagesSaid(text, item.facts.pages)
        // Many pictures in place of one would move the others that a list has.
        if (field.meta?.list && item.modality === 'image' && pages?.length !== 1) return one
        const input = edgeOf(tool).converts?.input ?? ''
        const id = draw(tool, { [input]: one, ...(pages && { pages }) })
        const list = `$${id}.${(edgeOf(tool).converts?.output ?? '').replace('[*]', '')}`
        if (pages?.length === 1) return `${list}[0]`
        return field.meta?.list ? list : `${list}[*]`
      }
      return Array.isArray(value) ? value.map(pagesOf) : pagesOf(value)
    },
  }
}

const nameOf = (reference: string): string => reference.slice(1)

/** A scan of one page is its picture already, unless words name another page, which is told to be missing. */
function isOnlyPage(item: Media, text: string): boolean {
  const total = documentOf(item)?.facts.pages ?? 1
  return item.modality === 'image' && total === 1 && !pagesSaid(text, total)?.some((page) => page > 1)
}
