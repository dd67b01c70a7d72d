// Copies Redis's scripts beside the compiled code, which reads them: the compiler leaves them out.
import { cpSync, statSync } from 'node:fs'

cpSync('src', 'dist', {
  recursive: true,
  filter: (path) => path.endsWith('.lua') || statSync(path).isDirectory(),
})
