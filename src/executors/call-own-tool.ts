import { orAborted } from '../core/abort.js'
import { describeIssues } from '../core/describe-issues.js'
import { SwitchyardError, toSwitchyardError } from '../core/errors.js'
import { firstLine } from '../core/first-line.js'
import { err, ok, type Result } from '../core/result.js'
import type { AnyTool } from '../tools/tool.js'

type Output = Record<string, unknown>

/** Runs the code of a user's own tool and checks what it returns. Never rejects. */
export async function callOwnTool(
  tool: AnyTool,
  input: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Result<Output, SwitchyardError>> {
  try {
    const running = Promise.resolve().then(() => tool.run?.(input, { signal }))
    const parsed = tool.output.safeParse(await orAborted(running, signal))
    const wrong = parsed.success ? notJson(parsed.data) : describeIssues(parsed.error)
    if (parsed.success && wrong === undefined) return ok(parsed.data)
    return err(new SwitchyardError('INTERNAL', `The tool ${tool.id} returned a wrong result: ${wrong}.`))
  } catch (thrown) {
    return err(toSwitchyardError(thrown))
  }
}

/** Why a result can't be kept in events and the run record, which are plain JSON; a tool's own schema may allow more. */
function notJson(output: Output): string | undefined {
  try {
    JSON.stringify(output)
    return undefined
  } catch (thrown) {
    return `it can't be written as JSON (${firstLine(thrown)})`
  }
}
