import { DiagLogLevel, diag } from '@opentelemetry/api'
import { loadOptionalPeers } from '../core/optional-peer.js'
import { packageVersion } from '../version.js'

const patienceMs = 3_000

const loadSdk = () =>
  loadOptionalPeers({
    feature: 'Sending traces',
    packages: [
      '@opentelemetry/sdk-trace-node',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
    ],
    load: async () => {
      const [sdk, exporter, resources] = await Promise.all([
        import('@opentelemetry/sdk-trace-node'),
        import('@opentelemetry/exporter-trace-otlp-http'),
        import('@opentelemetry/resources'),
      ])
      return { ...sdk, ...exporter, ...resources }
    },
  })

/**
 * Sends this process's spans to the collector that the environment names, as OTLP over HTTP (JSON). Headers, timeouts, sampling
 * and further attributes are set by OpenTelemetry's own variables. Returns what sends the rest and stops.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when OpenTelemetry's SDK, an optional peer, is not installed
 */
export async function startTracing(warn: (text: string) => void): Promise<() => Promise<void>> {
  const sdk = await loadSdk()
  let warned = false
  const once = (reason: string) => {
    if (!warned) warn(`Traces can't be sent: ${reason}`)
    warned = true
  }
  const quiet = () => {}
  diag.setLogger(
    { error: once, warn: quiet, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  )
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = sdk
  const provider = new sdk.NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'switchyard', 'service.version': packageVersion }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(new sdk.OTLPTraceExporter())],
  })
  provider.register()
  return async () => {
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        once(`the collector did not take them within ${patienceMs / 1000} s.`)
        resolve()
      }, patienceMs)
    })
    await Promise.race([provider.shutdown().catch((error) => once(String(error))), tooLate])
    clearTimeout(timer)
  }
}
