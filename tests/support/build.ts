import { execFileSync } from 'node:child_process'

/** Hosts and the CLI run as processes from `dist/`: build it once, before any test. Incremental, so cheap. */
export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
}
