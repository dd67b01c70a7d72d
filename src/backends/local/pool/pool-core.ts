/**
 * Which waiting calls go to which host, and which models make room. Pure: the pool asks after every change and does
 * what it is told.
 */

export interface HostView {
  id: number
  /** It runs a batch, or is being stopped. */
  busy: boolean
  /** Its process exists; the others are started when needed. */
  started: boolean
  /** Models it holds or is loading. */
  models: readonly LoadedModel[]
}

export interface LoadedModel {
  key: string
  bytes: number
  /** Larger is later. */
  usedAt: number
}

/** A waiting call; the list of them is in the order of arrival. */
export interface WaitingCall {
  id: number
  model: string
  /** Calls of one lane (model, tool, options) may share a batch. */
  lane: string
  /** Memory of the model. */
  bytes: number
  /** Most calls of its lane in one batch. */
  maxBatch: number
  /** Whether a busy host may have it before it has answered what it runs. */
  early: boolean
  /** How often calls behind it went first because its model found no room. */
  passedOver: number
}

export interface Assignment {
  host: number
  model: string
  bytes: number
  /** Calls, in the order of arrival. Never empty, all of one lane. */
  calls: readonly number[]
  /** Models to drop first, on this or another host that is not busy. */
  evict: readonly { host: number; model: string }[]
}

export interface Decision {
  assignments: Assignment[]
  /** Calls that others overtook for want of memory. */
  passedOver: number[]
}

/** After being overtaken this often, a call holds back all behind it until its model has room. */
const patience = 32

/**
 * Rules: the oldest lane first; a host that has the model before one that hasn't; every lane gets a host before any
 * lane gets a second one; a second copy of a model only where it needs no eviction; the least recently used models go
 * first, those without waiting jobs before the others, never one on a busy host. A batch takes no more than its share
 * of the free hosts, so that batching never costs parallelism.
 */
export function assign(
  hosts: readonly HostView[],
  waiting: readonly WaitingCall[],
  { memoryBytes }: { memoryBytes: number },
): Decision {
  const wantedModels = new Set(waiting.map(({ model }) => model))
  const free = new Map(
    hosts.filter(({ busy }) => !busy).map((host) => [host.id, { ...host, models: [...host.models] }]),
  )
  const busyModels = hosts.filter(({ busy }) => busy).flatMap(({ models }) => models)
  const placed = [...busyModels]
  const usedBytes = () => sum(placed) + sum([...free.values()].flatMap(({ models }) => models))

  const lanes = groupByLane(waiting)
  const decision: Decision = { assignments: [], passedOver: [] }
  const blocked = new Set<WaitingCall>()
  for (let round = lanes; round.length > 0 && free.size > 0; ) {
    const next: WaitingCall[][] = []
    for (const [at, lane] of round.entries()) {
      const [first] = lane
      if (!first || free.size === 0) break
      const host = findHost(first)
      if (!host) {
        if (first.passedOver >= patience) return decision
        blocked.add(first)
        continue
      }
      const share = Math.max(1, Math.floor(free.size / (round.length - at)))
      const size = Math.min(first.maxBatch, Math.ceil(lane.length / share))
      take(host, lane.slice(0, size), first)
      if (lane.length > size) next.push(lane.slice(size))
    }
    round = next
  }
  return decision

  function findHost({ model, bytes }: WaitingCall): { id: number; evict: Assignment['evict'] } | undefined {
    const idle = [...free.values()]
    const holder = idle.find(({ models }) => models.some(({ key }) => key === model))
    if (holder) return { id: holder.id, evict: [] }
    const [emptiest] = idle.sort(
      (a, b) => sum(a.models) - sum(b.models) || Number(b.started) - Number(a.started) || a.id - b.id,
    )
    if (!emptiest) return undefined
    const excess = usedBytes() + bytes - memoryBytes
    if (excess <= 0) return { id: emptiest.id, evict: [] }
    if (placed.some(({ key }) => key === model)) return undefined
    const evict = makeRoom(excess)
    return evict && { id: emptiest.id, evict }
  }

  function makeRoom(excess: number): Assignment['evict'] | undefined {
    const candidates = [...free.values()]
      .flatMap(({ id, models }) => models.map((model) => ({ host: id, model })))
      .sort(
        (a, b) =>
          Number(wantedModels.has(a.model.key)) - Number(wantedModels.has(b.model.key)) ||
          a.model.usedAt - b.model.usedAt,
      )
    const chosen: { host: number; model: string }[] = []
    let freed = 0
    for (const { host, model } of candidates) {
      if (freed >= excess) break
      chosen.push({ host, model: model.key })
      freed += model.bytes
    }
    return freed >= excess ? chosen : undefined
  }

  function take(
    { id, evict }: { id: number; evict: Assignment['evict'] },
    calls: readonly WaitingCall[],
    { model, bytes }: WaitingCall,
  ): void {
    for (const { host, model: key } of evict) {
      const evicted = free.get(host)
      if (evicted) evicted.models = evicted.models.filter((loaded) => loaded.key !== key)
    }
    const models = free.get(id)?.models ?? []
    placed.push(...models.filter(({ key }) => key !== model), { key: model, bytes, usedAt: Infinity })
    free.delete(id)
    decision.assignments.push({ host: id, model, bytes, calls: calls.map((call) => call.id), evict })
    decision.passedOver.push(...[...blocked].map((call) => call.id))
  }
}

/** A host that runs a batch and has no other one. */
export interface BusyView {
  id: number
  /** Calls that it runs. */
  running: number
  /** Keys of the models that it has loaded. */
  loaded: readonly string[]
}

/**
 * What busy hosts get beside the batch they run, so that none waits for the next one. Asked when `assign` has given the free hosts
 * theirs. Rules: the oldest lane alone, so that nothing is overtaken; each host that has its model, or none, so that no call waits
 * for a slow host while another has nothing to do; no smaller batches than those that run, so that batches still grow with the load.
 */
export function giveAhead(
  hosts: readonly BusyView[],
  waiting: readonly WaitingCall[],
): Pick<Assignment, 'host' | 'calls'>[] {
  const [lane = []] = groupByLane(waiting)
  const [first] = lane
  const holders = hosts.filter(({ loaded }) => first && loaded.includes(first.model))
  const running = holders.reduce((total, host) => total + host.running, 0)
  if (!first?.early || holders.length === 0) return []
  const size = Math.min(first.maxBatch, Math.ceil(lane.length / holders.length))
  if (lane.length < Math.min(running, holders.length * first.maxBatch)) return []
  return holders.map(({ id }, at) => ({
    host: id,
    calls: lane.slice(at * size, (at + 1) * size).map((call) => call.id),
  }))
}

/** Lanes in the order of their oldest call. */
function groupByLane(waiting: readonly WaitingCall[]): WaitingCall[][] {
  const lanes = new Map<string, WaitingCall[]>()
  for (const call of waiting) {
    const lane = lanes.get(call.lane)
    if (lane) lane.push(call)
    else lanes.set(call.lane, [call])
  }
  return [...lanes.values()]
}

function sum(models: readonly LoadedModel[]): number {
  return models.reduce((total, { bytes }) => total + bytes, 0)
}
