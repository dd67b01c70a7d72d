import { afterAll, beforeAll } from 'vitest'
import { drivePage, type PageDriver } from './page-driver.js'
import { type ServedAgent, serveAgent } from './served-agent.js'

/** A server with its page open in a browser. */
export interface ServedPage {
  readonly served: ServedAgent
  readonly driver: PageDriver
}

/** For the tests of the block that calls it: a server of the demo profile with its page open, ended after them. */
export function servePage(): ServedPage {
  let served: ServedAgent
  let driver: PageDriver
  beforeAll(async () => {
    served = await serveAgent()
    driver = await drivePage(served.server.url)
  })
  afterAll(async () => {
    await driver?.close()
    await served?.close()
  })
  return {
    get served() {
      return served
    },
    get driver() {
      return driver
    },
  }
}
