import module from 'node:module'
import { join } from 'node:path'
import { dirsFrom } from './dirs.js'

/** From Node 22.8 on, what this process compiles from now on is kept in the cache folder for the next one. */
export function keepCompiled(): void {
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
    module.enableCompileCache(join(dirsFrom(process.env).cache, 'code'))
}
