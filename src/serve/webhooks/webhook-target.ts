import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { checkUrl } from '../../media/fetch/fetch-url.js'

/** Where a server tells of what has ended. */
export interface WebhookTarget {
  /** `https:`; also `http:` and private addresses where the profile allows those. */
  url: string
  /** What the messages are signed with: `whsec_` and base64, as clients of OpenAI take it. */
  secret: string
}

/** A secret that nobody can guess. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** Where to post, and what signs. @throws SwitchyardError `INVALID_CONFIG` for a URL or a secret that can't be used */
export function readWebhookTarget(
  { url: text, secret }: WebhookTarget,
  { allowPrivateAddresses }: { allowPrivateAddresses: boolean },
): { url: URL; webhook: Webhook } {
  if (!URL.canParse(text)) throw invalid(`"${text.slice(0, 200)}" is no URL for a webhook.`)
  const url = new URL(text)
  if (url.protocol !== 'https:' && !allowPrivateAddresses)
    throw invalid(
      'A webhook needs an https: URL. For one in a private network set media.allowPrivateAddresses: true in the profile.',
    )
  try {
    checkUrl(url, { allowPrivateAddresses })
  } catch (error) {
    throw invalid(`The webhook can't be used: ${messageOf(error)}`)
  }
  const shortest = 16
  const bytes = /^whsec_[A-Za-z0-9+/]+=*$/.test(secret) ? Buffer.from(secret.slice(6), 'base64').length : 0
  if (bytes < shortest)
    throw invalid(
      'The secret of a webhook is "whsec_" and at least 16 bytes in base64. Make one: echo "whsec_$(openssl rand -base64 32)"',
    )
  return { url, webhook: new Webhook(secret) }
}

const invalid = (message: string): SwitchyardError => new SwitchyardError('INVALID_CONFIG', message)
