import { Redis } from 'ioredis'
import { coalesce } from '../redis/coalesce.js'
import { type ManyTimesArgument, runManyTimes } from './run-many-times.js'

/** BullMQ's scripts that are called for every job, as it names them when it defines them. */
const calledForEveryJob = /^(addStandardJob|addPrioritizedJob|moveToActive):/

/**
 * A connection on which BullMQ's calls for many jobs, made within one turn of the event loop, travel as one: its scripts
 * and their arguments stay its own, but most of what a call costs this process and Redis is the same for one and for many.
 */
export class BatchingRedis extends Redis {
  /** Texts of the scripts that were defined, by name. A field of the class would be there too late: Redis defines some itself. */
  declare definitions: Map<string, string> | undefined

  override defineCommand(name: string, definition: Parameters<Redis['defineCommand']>[1]): void {
    super.defineCommand(name, definition)
    this.definitions ??= new Map()
    this.definitions.set(name, definition.lua)
    if (!calledForEveryJob.test(name) || definition.numberOfKeys === undefined) return
    const many = runManyTimes(definition.lua, definition.numberOfKeys)
    const call = coalesce((calls: readonly ManyTimesArgument[][]) => many(this, calls))
    const single: unknown = Reflect.get(this, name)
    const connection = this
    // Pipelines take the connection's own methods over: there, a call must become a part of the pipeline.
    function callTogether(this: unknown, args: ManyTimesArgument[]): unknown {
      if (this === connection || typeof single !== 'function') return call(args)
      return Reflect.apply(single, this, [args])
    }
    Object.defineProperty(this, name, { value: callTogether, configurable: true, writable: true })
  }
}
