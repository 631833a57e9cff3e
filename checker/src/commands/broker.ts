import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import {
  type BrokerStatus,
  type Neighbour,
  type WarmProvider,
  WORKSHOP_PORT,
  ailmentOf,
  neighbourAt,
  neighbourText,
  noEngine,
  passedOverText,
  startedNeighbourAt,
  startSupervisor,
  stopSupervisor,
  supervisorPlace,
  supervisorStatus,
} from '../broker/index.ts'
import { EnvironmentError, isWorkshopError } from '../errors/index.ts'
import { Cluster } from '../protocol/index.ts'
import type { CommandContext } from './context.ts'

/** Starts Kafka and ZooKeeper where programs by hand look for them; they go on until `broker stop`. */
export async function brokerStart(
  { port = WORKSHOP_PORT, provider }: { port?: number; provider?: WarmProvider },
  { root, say, signal }: CommandContext,
): Promise<number> {
  const neighbour = await startedNeighbourAt(port, { env: process.env, say, signal })
  const ailment = neighbour.kind === 'ours' ? await ailmentOf(neighbour.bootstrap) : undefined
  if (neighbour.kind === 'ours' && ailment === undefined) {
    say(`A broker of the workshop runs on port ${port} already: Kafka ${neighbour.kafkaVersion}.`)
    return 0
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
  return 0
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

/** Ends the broker that a command left warm, or that was started by hand, and its topics with it. */
export async function brokerStop({ say }: CommandContext): Promise<number> {
  if (await stopSupervisor()) say('Kafka and ZooKeeper have ended.')
  else say((await startedElsewhere()) ?? 'No broker of the workshop runs here.')
  return 0
}

/** Tells what runs; exit 1 when nothing does. */
export async function brokerStatus(print: (line: string) => void): Promise<number> {
  const status = await supervisorStatus()
  if (!status) {
    const elsewhere = await startedElsewhere()
    print(elsewhere ?? 'No broker of the workshop runs here. Start one: npm run broker start')
    return elsewhere === undefined ? 1 : 0
  }
  for (const broker of status.brokers) for (const line of await describe(broker)) print(line)
  if (status.brokers.length === 0) print('No broker runs; it starts with the next command that needs one.')
  print(`leases     ${status.leases}`)
  print(
    `ends       ${status.idleMinutes === null ? 'never: npm run broker stop' : `after ${status.idleMinutes} minutes without a lease`}`,
  )
  return 0
}

/** What to say of a broker on the workshop's port that `npm run broker` did not start; undefined where there is none. */
async function startedElsewhere(): Promise<string | undefined> {
  const neighbour = await neighbourAt(WORKSHOP_PORT)
  if (neighbour.kind !== 'ours') return undefined
  return [
    `Kafka ${neighbour.kafkaVersion} runs at ${neighbour.bootstrap}, and npm run broker did not start it.`,
    'That of docker-compose.yml ends with: docker compose down --volumes',
  ].join('\n')
}

/** Prints the logs of the broker's processes. */
export async function brokerLogs(): Promise<number> {
  const status = await supervisorStatus()
  const files = [supervisorPlace().log, ...(status?.brokers.flatMap(({ logFiles }) => logFiles) ?? [])]
  for (const file of files) {
    if (((await stat(file).catch(() => undefined))?.size ?? 0) === 0) continue
    process.stdout.write(`== ${file}\n`)
    const log = createReadStream(file)
    log.pipe(process.stdout, { end: false })
    await finished(log)
  }
  return 0
}

async function describe({ provider, bootstrap, kafkaVersion, upSeconds, memoryMb }: BrokerStatus): Promise<string[]> {
  await using cluster = await Cluster.connect(bootstrap, { clientId: 'workshop-broker' })
  const topics = (await cluster.topics()).filter((name) => !name.startsWith('__'))
  const shown = topics.length === 0 ? 'none' : topics.join(', ')
  return [
    `Kafka ${kafkaVersion} at ${bootstrap} (${provider})`,
    `up         ${Math.floor(upSeconds / 60)} min ${upSeconds % 60} s`,
    ...(memoryMb === null ? [] : [`memory     ${memoryMb} MB`]),
    `topics     ${shown}`,
  ]
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
