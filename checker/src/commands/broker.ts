import { WORKSHOP_PORT, neighbourAt, startEmbedded } from '../broker/index.ts'
import { EnvironmentError } from '../errors/index.ts'
import type { CommandContext } from './context.ts'

/** Runs Kafka and ZooKeeper in the foreground until Ctrl-C, where programs by hand look for them. */
export async function brokerStart(
  { port = WORKSHOP_PORT }: { port?: number },
  { root, say, signal, atEnd }: CommandContext,
): Promise<number> {
  const neighbour = await neighbourAt(port)
  if (neighbour.kind === 'ours') {
    say(`A broker of the workshop runs on port ${port} already: Kafka ${neighbour.kafkaVersion}.`)
    return 0
  }
  if (neighbour.kind === 'foreign') {
    throw new EnvironmentError(`Port ${port} is taken by something that is not the workshop's broker.`, {
      code: 'port-taken',
      fix: `End it, or take another port: npm run broker start -- --port ${port + 1}, and KAFKA_BROKERS=localhost:${port + 1} for your programs.`,
    })
  }
  const broker = await startEmbedded({ root, env: process.env, say, port, signal })
  atEnd(() => broker.close())
  say(
    `Kafka ${broker.kafkaVersion} and ZooKeeper run: localhost:${port}. Leave this terminal open; Ctrl-C ends them, and their topics with them.`,
  )
  const error = await broker.failed
  throw error
}
