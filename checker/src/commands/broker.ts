import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import {
  type BrokerStatus,
  type WarmProvider,
  WORKSHOP_PORT,
  neighbourAt,
  startByHand,
  stopSupervisor,
  supervisorPlace,
  supervisorStatus,
} from '../broker/index.ts'
import { Cluster } from '../protocol/index.ts'
import type { CommandContext } from './context.ts'

/** Starts Kafka and ZooKeeper where programs by hand look for them; they go on until `broker stop`. */
export async function brokerStart(
  { port, provider }: { port?: number; provider?: WarmProvider },
  { root, say, signal }: CommandContext,
): Promise<number> {
  await startByHand({ root, port, provider, say, signal })
  return 0
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
