import { execFileSync } from 'node:child_process'

/** Hosts, the CLI and processes of the queue run from what was built: build it once, before any test. Incremental, so cheap. */
export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
  execFileSync(process.execPath, ['tests/support/bundle-queue-process.mjs'], { stdio: 'inherit' })
}
