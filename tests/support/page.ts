import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'

/**
 * What axe complains about. Our page has no frames, so that its results need not be put together in a page of their own, and
 * what it is content with is not described: either takes as long as the search.
 */
export async function findViolations(page: Page): Promise<string[]> {
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode()
  const { violations } = await builder.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Notes what pages ask of other origins, and what they complain about. */
export function watchStrays(context: BrowserContext, ownOrigins: ReadonlySet<string>): string[] {
  const strays: string[] = []
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (!['blob:', 'data:'].includes(url.protocol) && !ownOrigins.has(url.origin)) strays.push(request.url())
  })
  context.on('console', (message) => {
    if (message.type() === 'error') strays.push(message.text())
  })
  context.on('weberror', (error) => strays.push(String(error.error())))
  return strays
}
