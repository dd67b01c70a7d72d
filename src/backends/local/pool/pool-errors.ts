import { formatDtype } from '../../../config/format-dtype.js'
import { SwitchyardError } from '../../../core/errors.js'
import { describeMending } from '../describe-mending.js'
import type { ModelSpec } from '../protocol.js'
import type { HostExit } from './host-process.js'

/** A host died under its calls. The same call may well succeed on the next host. */
export function hostCrashed(model: ModelSpec, exit: HostExit, doing: 'loading' | 'running'): SwitchyardError {
  const hint = lacksMemory(exit)
    ? ' Often the system ran out of memory: lower local.memory or local.hosts in the profile.'
    : ''
  return new SwitchyardError(
    'HOST_CRASHED',
    `The host process ended while ${doing} ${model.name} (${ending(exit)}). It is replaced, other calls go on.${hint}`,
    { retryable: true, details: facts(model, exit) },
  )
}

/** Hosts died again and again while loading the model: a further try would end like the others. */
export function brokenByCrashes(model: ModelSpec, exit: HostExit, crashes: number): SwitchyardError {
  const next = lacksMemory(exit)
    ? 'There seems to be too little memory for it: lower local.hosts in the profile, end other programs, or choose a smaller model.'
    : `Its files may be damaged: ${describeMending(model)}, or choose another model.`
  return new SwitchyardError(
    'MODEL_BROKEN',
    `The model ${model.name} (${formatDtype(model.dtype)}) crashed its host process ${crashes} times in a row while loading (${ending(exit)}). ${next}`,
    { details: facts(model, exit) },
  )
}

/** Systems kill what takes too much; where memory is limited instead, V8 and C++ say so before they give up. */
function lacksMemory({ signal, output }: HostExit): boolean {
  return signal === 'SIGKILL' || /out of memory|bad_alloc|cannot allocate/i.test(output)
}

function ending({ signal, code }: HostExit): string {
  if (signal) return `signal ${signal}`
  return code === null ? 'it could not be started' : `exit code ${code}`
}

function facts({ name }: ModelSpec, { signal, code, output }: HostExit): Record<string, unknown> {
  return { model: name, signal, exitCode: code, lastOutput: output }
}
