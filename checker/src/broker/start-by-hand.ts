import { EnvironmentError, isWorkshopError } from '../errors/index.ts'
import { ailmentOf } from './ailment.ts'
import { noEngine } from './container/index.ts'
import { passedOverText } from './lease.ts'
import { type WarmProvider, startSupervisor, stopSupervisor, supervisorStatus } from './supervisor/index.ts'
import { type Neighbour, WORKSHOP_PORT, neighbourAt, neighbourText, startedNeighbourAt } from './workshop.ts'

export interface StartByHandOptions {
  /** The checkout, absolute. */
  readonly root: string
  readonly port?: number | undefined
  /** Left out: containers where they can be, else Java. */
  readonly provider?: WarmProvider | undefined
  readonly say: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Starts Kafka and ZooKeeper where programs by hand look for them; they go on until `broker stop`. One of the workshop's that runs
 * there already will do. Throws EnvironmentError: `port-taken`, `broker-in-use`, and those of the providers.
 */
export async function startByHand({
  root,
  port = WORKSHOP_PORT,
  provider,
  say,
  signal,
}: StartByHandOptions): Promise<void> {
  const neighbour = await startedNeighbourAt(port, { env: process.env, say, signal })
  const ailment = neighbour.kind === 'ours' ? await ailmentOf(neighbour.bootstrap) : undefined
  if (neighbour.kind === 'ours' && ailment === undefined) {
    say(`A broker of the workshop runs on port ${port} already: Kafka ${neighbour.kafkaVersion}.`)
    return
  }
  const running = await supervisorStatus()
  const kept = running?.brokers.some(({ bootstrap }) => bootstrap === `127.0.0.1:${port}`)
  // One of ours that hangs, or has lost its ZooKeeper, makes room for another.
  if (neighbour.kind !== 'nobody' && !kept) throw portTaken(port, neighbour)
  if (running && running.leases > 0) {
    throw new EnvironmentError('Another command works with the broker that is kept warm, on a port of its own.', {
      code: 'broker-in-use',
      fix: 'Wait until that command has ended, and start the broker then.',
    })
  }
  if (running) await stopSupervisor()
  const wished = provider ?? wishOf(process.env)
  const providers = wished ? [wished] : await usableHere(process.env, say)
  await startFirst(
    providers,
    (one) => startSupervisor({ root, env: process.env, say, signal, provider: one }, port),
    say,
  )
  const kafka = await neighbourAt(port)
  if (kafka.kind !== 'ours') throw portTaken(port, kafka)
  say(`Kafka ${kafka.kafkaVersion} and ZooKeeper run: localhost:${port}. They go on until: npm run broker stop`)
}

/** The provider that WORKSHOP_BROKER names; an address there is for checks. */
function wishOf({ WORKSHOP_BROKER }: NodeJS.ProcessEnv): WarmProvider | undefined {
  return WORKSHOP_BROKER === 'container' || WORKSHOP_BROKER === 'embedded' ? WORKSHOP_BROKER : undefined
}

async function usableHere(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<WarmProvider[]> {
  const trouble = await noEngine(env)
  if (!trouble) return ['container', 'embedded']
  if (trouble.code !== 'no-engine') say(passedOverText('container', trouble))
  return ['embedded']
}

/** Starts the first that can be; those before it are told with their reasons. Throws the error of the last. */
async function startFirst(
  providers: readonly WarmProvider[],
  start: (provider: WarmProvider) => Promise<void>,
  say: (line: string) => void,
): Promise<void> {
  for (const [index, provider] of providers.entries()) {
    try {
      return await start(provider)
    } catch (error) {
      // Its supervisor, which has no broker, would keep the port for it.
      await stopSupervisor()
      if (index === providers.length - 1 || !isWorkshopError(error)) throw error
      say(passedOverText(provider, error))
    }
  }
}

function portTaken(port: number, neighbour: Neighbour): EnvironmentError {
  const what = neighbourText(neighbour, port)
  return new EnvironmentError(`${what.slice(0, 1).toUpperCase()}${what.slice(1)}.`, {
    code: 'port-taken',
    fix: [
      `End it (who it is: lsof -i :${port}), or take another port:`,
      `  npm run broker start -- --port ${port + 1}`,
      `and tell your programs: export KAFKA_BROKERS=localhost:${port + 1}`,
      'Checks do not need that port: they start a broker of their own.',
    ].join('\n'),
  })
}
