import type { Reporter, TestModule } from 'vitest/node'

/** Ends the output with one line that programs can read: `N passed, N failed`, and skipped ones if there are any. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length
    const failed = count('failed') + brokenFiles + unhandledErrors.length
    const skipped = count('skipped')
    const line = `${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
    process.on('exit', () => process.stdout.write(`\n${line}\n`))
  }
}
