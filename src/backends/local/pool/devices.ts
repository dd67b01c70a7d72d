import { fork } from 'node:child_process'
import { z } from 'zod'
import { builtProgram } from '../../../core/process/built-program.js'
import { childEnv } from '../../../core/process/child-env.js'
import { keepTail } from '../../../core/process/output-tail.js'

/** Whether models run on a device here. */
export interface ProbedDevice {
  device: Device
  works: boolean
  /** What was found, or why it does not work: one line. */
  detail: string
}

export type Device = 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml'

const probeTimeoutMs = 20_000
const probeReply = z.object({ works: z.boolean(), detail: z.string() })

/**
 * Tries every execution provider that onnxruntime may have on this platform, the fastest first, CPU last. Each runs a
 * tiny model in a child process of its own: a driver that crashes takes nothing along. What they do with CUDA, WebGPU,
 * DirectML and CoreML hardware has not been tested on such hardware; without it, they were seen to say so.
 */
export async function probeDevices({
  signal,
}: {
  signal?: AbortSignal | undefined
} = {}): Promise<ProbedDevice[]> {
  const devices = devicesOf(process.platform, process.arch)
  return Promise.all(devices.map((device) => probeDevice(device, signal)))
}

/** The device that `auto` stands for: the first that works, in the order of `probeDevices`. */
export async function chooseDevice(options: { signal?: AbortSignal | undefined } = {}): Promise<Device> {
  const probed = await probeDevices(options)
  return probed.find(({ works }) => works)?.device ?? 'cpu'
}

/** Execution providers that onnxruntime-node has for a platform, CPU last. */
export function devicesOf(platform: NodeJS.Platform, arch: string): Device[] {
  if (platform === 'linux') return arch === 'x64' ? ['cuda', 'webgpu', 'cpu'] : ['cpu']
  if (platform === 'win32') return ['dml', 'webgpu', 'cpu']
  return platform === 'darwin' ? ['coreml', 'webgpu', 'cpu'] : ['cpu']
}

function probeDevice(device: Device, signal: AbortSignal | undefined): Promise<ProbedDevice> {
  return new Promise((resolve) => {
    const child = fork(builtProgram('backends/local/host/device-probe'), [device], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env: childEnv(),
      killSignal: 'SIGKILL',
      signal,
    })
    const output = keepTail([child.stdout, child.stderr])
    let found: z.infer<typeof probeReply> | undefined
    child.on('message', (message) => {
      found = probeReply.safeParse(message).data
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), probeTimeoutMs)
    const end = (how: string) => {
      clearTimeout(timer)
      const [lastLine] = output().split('\n').slice(-1)
      resolve({ device, ...(found ?? { works: false, detail: [how, lastLine].filter(Boolean).join(': ') }) })
    }
    child.on('error', (error) => end(error.message))
    child.once('close', (code, signal) =>
      end(`the probe ended with ${signal ? `signal ${signal}` : `exit code ${code}`}`),
    )
  })
}
