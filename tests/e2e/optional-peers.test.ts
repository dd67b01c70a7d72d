import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBareInstall } from '../support/bare-install.js'
import { picture } from '../support/cli.js'

describe('An install without the optional peers', () => {
  let install: Awaited<ReturnType<typeof createBareInstall>>
  beforeAll(async () => {
    install = await createBareInstall()
  }, 60_000)
  afterAll(() => install?.dispose())

  const ask = (flags: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const question = ['What is in this picture?', picture(6)]
    return install.run(['dist/cli/main.js', 'ask', '--profile', 'demo', ...flags, ...question], env)
  }

  it('answers without a traces collector, and says how to install what sends traces where one is named', async () => {
    const { stdout, stderr, exitCode } = await ask([], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })
    expect(stdout).toContain('bus')
    expect(exitCode).toBe(0)
    expect(stderr).toContain(
      "warning Sending traces needs packages that aren't installed: npm install @opentelemetry/sdk-trace-node @opentelemetry/exporter-trace-otlp-http @opentelemetry/resources\n",
    )
    const quiet = await ask(['-q'])
    expect(quiet.stdout).toContain('bus')
    expect(quiet.stderr).toBe('')
  })

  it('says how to install what a media share on S3 needs', async () => {
    const { stderr, exitCode } = await ask(['--set', 'media.share=s3://bucket/prefix'])
    expect(stderr).toContain(
      "A media share on S3 needs packages that aren't installed: npm install @aws-sdk/client-s3",
    )
    expect(exitCode).toBe(2)
  })
})
