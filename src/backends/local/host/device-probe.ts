/** The program of a device probe: runs a tiny model on the execution provider it is told, and says how that went. */
import { firstLine } from '../../../core/first-line.js'
import { onnxRuntime } from './onnx-runtime.js'

/** ONNX, opset 13: y = x * x on four floats. */
const squares =
  'CAg6PAoRCgF4CgF4EgF5GgFuIgNNdWwSBXByb2JlWg8KAXgSCgoICAESBAoCCARiDwoBeRIKCggIARIECgIIBEIECgAQDQ=='

const [, , device = 'cpu'] = process.argv

async function probe(): Promise<{ works: boolean; detail: string }> {
  try {
    const { InferenceSession, Tensor } = onnxRuntime()
    const session = await InferenceSession.create(Buffer.from(squares, 'base64'), {
      executionProviders: [device],
      logSeverityLevel: 4,
    })
    const x = new Tensor('float32', Float32Array.of(1, 2, 3, 4), [4])
    const { y } = await session.run({ x })
    const works = String(y?.data) === '1,4,9,16'
    return { works, detail: works ? 'ran a test model' : `computed 1, 4, 9, 16 as ${y?.data}` }
  } catch (error) {
    return { works: false, detail: firstLine(error) }
  }
}

const result = await probe()
process.send?.(result, undefined, undefined, () => process.exit(0))
