import { parentPort } from 'node:worker_threads'
import { HiddenTestRunner } from './runner.ts'
import { collectGarbage } from './rest.ts'
import { enterRun } from './run-context.ts'
import type { FromThread, ToThread } from './messages.ts'

/** The thread in which hidden tests run; see Slot. */
const port = parentPort
if (port) {
  const tell = (message: FromThread) => {
    port.postMessage(message)
  }
  /** What nobody caught in the run that goes on. */
  let uncaught: string[] = []
  const note = (error: unknown) =>
    uncaught.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  // Without listeners the first one would end this thread, with all that its run still has to tell.
  process.on('uncaughtException', note).on('unhandledRejection', note)
  port.on('message', (message: ToThread) => {
    if (message.kind === 'rest') collectGarbage()
    else void run(message)
  })
  const run = async ({ context, files }: Extract<ToThread, { kind: 'run' }>) => {
    uncaught = []
    enterRun(context)
    const runner = new HiddenTestRunner(context.root, files, (test) => {
      tell({ kind: 'test-ended', test })
    })
    const errors = await runner.run().catch((error: unknown) => [String(error)])
    tell({ kind: 'run-ended', errors: [...errors, ...uncaught] })
  }
  tell({ kind: 'loaded' })
}
