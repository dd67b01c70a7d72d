import { readFile } from 'node:fs/promises'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import type { WebhookTarget } from '../../serve/webhooks/webhook-target.js'

const variable = 'SWITCHYARD_WEBHOOK_SECRET'

/** The webhook that the flags name, with its secret. @throws SwitchyardError `INVALID_CONFIG` where there is none */
export async function webhookOf({
  webhook: url,
  webhookSecretFile: file,
}: {
  webhook?: string | undefined
  webhookSecretFile?: string | undefined
}): Promise<WebhookTarget | undefined> {
  if (url === undefined) return undefined
  if (file !== undefined) return { url, secret: await read(file) }
  const secret = process.env[variable]
  if (secret) return { url, secret: secret.trim() }
  throw new SwitchyardError(
    'INVALID_CONFIG',
    `--webhook needs a secret that its messages are signed with. Make one (echo "whsec_$(openssl rand -base64 32)") and put it into ${variable}, or into a file for --webhook-secret-file.`,
  )
}

async function read(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (cause) {
    throw new SwitchyardError(
      'INVALID_CONFIG',
      `The secret of the webhook can't be read from ${file}: ${messageOf(cause)}`,
      { cause },
    )
  }
}
