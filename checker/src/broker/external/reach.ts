import { setTimeout as delay } from 'node:timers/promises'
import { EnvironmentError, isWorkshopError, messageOf } from '../../errors/index.ts'
import {
  type Address,
  type BrokerAddress,
  Cluster,
  Connection,
  type RequestInput,
  type ResponseBody,
  SPOKEN,
  notOffered,
  parseBootstrap,
} from '../../protocol/index.ts'
import { accepts, speaksTls } from './sockets.ts'

/** A broker that is there answers within milliseconds; behind a firewall that drops packets none ever does. */
const ANSWER_LIMIT_MS = 3_000
/** A broker answers a moment before it has told the cluster that it is there. */
const KNOWN_LIMIT_MS = 5_000
const ASK_AGAIN_MS = 50

/**
 * Which of several addresses accept a connection, in their order, and which do not: a program of a check would otherwise try
 * the dead ones each time. A single address is taken as it is.
 */
export async function whoAnswers(bootstrap: string): Promise<{ bootstrap: string; silent: readonly string[] }> {
  const addresses = parseBootstrap(bootstrap)
  if (addresses.length === 1) return { bootstrap, silent: [] }
  const accepting = await Promise.all(addresses.map((address) => accepts(address, ANSWER_LIMIT_MS)))
  const heard = addresses.filter((_, index) => accepting[index]).map(nameOf)
  const silent = addresses.filter((_, index) => !accepting[index]).map(nameOf)
  return heard.length === 0 ? { bootstrap, silent: [] } : { bootstrap: heard.join(','), silent }
}

/**
 * Connects, once the cluster knows of its brokers; where that fails, finds out why. Throws EnvironmentError
 * `broker-unreachable`, `advertised-unreachable` and those of `whyNot`.
 */
export async function connectTo(bootstrap: string): Promise<Cluster> {
  let cluster: Cluster
  try {
    cluster = await Cluster.connect(bootstrap, { clientId: CLIENT_ID })
  } catch (error) {
    const [address] = parseBootstrap(bootstrap)
    throw (address && (await whyNot(address))) ?? error
  }
  const deadline = performance.now() + KNOWN_LIMIT_MS
  while (cluster.brokers.length === 0 && performance.now() < deadline) {
    await delay(ASK_AGAIN_MS)
    await cluster.known.metadata([])
  }
  if (cluster.brokers.length > 0) return cluster
  cluster.close()
  throw new EnvironmentError(
    `Kafka at ${bootstrap} answers, and its cluster knows of no broker, not even of that one.`,
    {
      code: 'advertised-unreachable',
      fix: 'It may not reach itself: see its log, and its setting advertised.listeners. If it has just started, try again.',
    },
  )
}

/** Throws EnvironmentError `broker-too-old` for a broker that lacks a version which the checker's own client speaks. */
export async function refuseVersions(cluster: Cluster): Promise<void> {
  const { apis } = await cluster.known.askAny('ApiVersions', {})
  const error = tooOld(cluster.brokers.map(nameOf).join(','), apis)
  if (error) throw error
}

/**
 * Throws EnvironmentError `advertised-unreachable` unless each broker answers where it says that it is, and is of this cluster:
 * clients go there, whatever address they were given. In a container a broker often advertises a name that is known there
 * alone, or a port at which something else listens outside.
 */
export async function refuseUnreachable(cluster: Cluster): Promise<void> {
  const { clusterId } = await cluster.known.metadata([])
  const found = await Promise.all(cluster.brokers.map((broker) => notThere(broker, clusterId)))
  const reasons = found.filter((reason) => reason !== undefined)
  if (reasons.length === 0) return
  throw new EnvironmentError(`Clients cannot reach each broker of that cluster:\n${reasons.join('\n')}`, {
    code: 'advertised-unreachable',
    fix:
      'Set advertised.listeners of that broker to an address that this machine reaches. If the broker has just died, start it, ' +
      'or run the command again once the cluster has noticed (18 seconds).',
  })
}

async function notThere(broker: BrokerAddress, clusterId: string | null): Promise<string | undefined> {
  const place = `  broker ${broker.id} advertises ${nameOf(broker)}, where`
  try {
    const answer = await askAt(broker, 'Metadata', { topics: [] })
    return answer.clusterId === clusterId ? undefined : `${place} a broker of another cluster answers`
  } catch (error) {
    const cause = isWorkshopError(error) ? error.cause : error
    return `${place} no broker answers (${messageOf(cause)})`
  }
}

/**
 * Why a server that accepts connections does not speak with us: it wants TLS or a login, or is too old. Undefined when none of
 * that shows. Told by what it does: before a login a broker answers ApiVersions alone (KIP-43).
 */
async function whyNot(address: Address): Promise<EnvironmentError | undefined> {
  const name = nameOf(address)
  const answer = await askAt(address, 'ApiVersions', {}).catch(() => undefined)
  if (answer) {
    return (
      tooOld(name, answer.apis) ??
      new EnvironmentError(`Kafka at ${name} wants a login (SASL) on this listener, and checks have none.`, {
        code: 'broker-wants-login',
        fix: PLAIN_LISTENER,
      })
    )
  }
  if (!(await speaksTls(address, ANSWER_LIMIT_MS))) return undefined
  return new EnvironmentError(`What listens at ${name} wants TLS, and checks speak to brokers in plain text.`, {
    code: 'broker-wants-tls',
    fix: PLAIN_LISTENER,
  })
}

const PLAIN_LISTENER =
  'Name a listener of that broker whose protocol is PLAINTEXT, or add one in its settings listeners and ' +
  'listener.security.protocol.map.'

function tooOld(name: string, apis: ResponseBody<'ApiVersions'>['apis']): EnvironmentError | undefined {
  const lacking = notOffered(apis)
  if (lacking.length === 0) return undefined
  return new EnvironmentError(`Kafka at ${name} does not offer what the checker speaks: ${lacking.join(', ')}.`, {
    code: 'broker-too-old',
    fix: 'Use a broker of Kafka 2.3 or newer; the workshop is made with 3.9.',
  })
}

const CLIENT_ID = 'workshop-broker'

/** Asks once, on a connection of its own. Throws EnvironmentError `broker-unreachable`. */
async function askAt<A extends 'Metadata' | 'ApiVersions'>(
  { host, port }: Address,
  api: A,
  body: RequestInput<A>,
): Promise<ResponseBody<A>> {
  const connection = await Connection.open({ host, port, clientId: CLIENT_ID, timeoutMs: ANSWER_LIMIT_MS })
  try {
    return await connection.request(api, SPOKEN[api], body)
  } finally {
    connection.close()
  }
}

function nameOf({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
