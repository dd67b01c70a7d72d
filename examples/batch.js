// A file of requests, answered in this process. Ctrl-C stops it; started again, it does only what is missing.
//
//   node examples/batch.js samples/jobs.jsonl results.jsonl
//
// Each result is a whole line as soon as it is written, so that a crash loses nothing that was finished.
import { answerOf, createAgent, runBatch, SwitchyardError } from 'switchyard-ai'

const [jobs = 'samples/jobs.jsonl', out = 'results.jsonl'] = process.argv.slice(2)
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

const agent = await createAgent({ profile: 'demo' })
try {
  const { status, kept, answered, partly, failed, total } = await runBatch({
    agent,
    jobs,
    out,
    signal: stop.signal,
    onProgress: (_progress, line) =>
      line && console.log(line.custom_id, answerOf(line)?.answer ?? line.error?.message),
  })
  console.log(`${status}: ${kept} were there before, ${answered + partly + failed} of ${total} are there now`)
} catch (error) {
  if (!(error instanceof SwitchyardError)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  await agent.close()
}
