import { withTimeout } from '../../core/abort.js'
import { SwitchyardError } from '../../core/errors.js'
import { describeNetworkError, sendRequest } from '../../http/send-request.js'
import { displayUrl } from './display-url.js'
import { checkedLookup, checkUrl, type FetchOptions, systemNetwork } from './fetch-url.js'

/**
 * Posts a small body, with the checks of `fetchUrl`: to public addresses only, unless private ones are allowed. Redirects are
 * not followed, and nothing of the reply is read.
 *
 * @throws SwitchyardError `FETCH_REFUSED`, `FETCH_FAILED`, `TIMEOUT`, `CANCELLED`
 */
export async function postToUrl(
  url: URL,
  {
    body,
    headers,
    allowPrivateAddresses,
    timeoutMs,
    signal,
    network = systemNetwork,
  }: {
    body: string
    headers: Readonly<Record<string, string>>
    allowPrivateAddresses: boolean
    timeoutMs: number
    signal: AbortSignal
    network?: FetchOptions['network']
  },
): Promise<{ status: number }> {
  checkUrl(url, { allowPrivateAddresses })
  return withTimeout(signal, timeoutMs, async (stop) => {
    try {
      const reply = await sendRequest(url, {
        body: Buffer.from(body),
        headers: { ...headers, 'user-agent': 'switchyard' },
        lookup: checkedLookup(network, { allowPrivateAddresses }),
        signal: stop,
      })
      reply.body.destroy()
      return { status: reply.status }
    } catch (error) {
      if (error instanceof SwitchyardError || stop.aborted) throw error
      if (error instanceof Error && error.cause instanceof SwitchyardError) throw error.cause
      throw new SwitchyardError(
        'FETCH_FAILED',
        `${displayUrl(url)} could not be reached: ${describeNetworkError(error)}.`,
        { retryable: true, cause: error },
      )
    }
  })
}
