import { createInterface } from 'node:readline'
import { startEmbedded } from '../../../src/broker/index.ts'

/**
 * A command of its own process: starts a broker, says as JSON lines what happened, and ends it when its standard input ends.
 * argv: the root.
 */
const [root = ''] = process.argv.slice(2)
const tell = (fact: object) => process.stdout.write(`${JSON.stringify(fact)}\n`)

try {
  const broker = await startEmbedded({ root, env: process.env, say: (said) => tell({ said }) })
  tell({ bootstrap: broker.bootstrap, pids: broker.pids })
  for await (const _ of createInterface({ input: process.stdin }));
  await broker.close()
  tell({ closed: true })
} catch (error) {
  const { code, message, fix } = error as { code?: string; message: string; fix?: string }
  tell({ code, message, fix })
  process.exitCode = 3
}
