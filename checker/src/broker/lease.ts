import { EnvironmentError, UsageError, type WorkshopError, isWorkshopError, messageOf } from '../errors/index.ts'
import { ailmentOf } from './ailment.ts'
import { noEngine, startContainers } from './container/index.ts'
import { startEmbedded } from './embedded.ts'
import { checkExternal, watchBrokers } from './external/index.ts'
import type { OwnBrokerOptions } from './own-broker.ts'
import { type BrokerStatus, type WarmProvider, leaseWarm, supervisorStatus } from './supervisor/index.ts'
import { WORKSHOP_PORT, neighbourText, startedNeighbourAt } from './workshop.ts'

export type ProviderName = 'external' | 'workshop' | 'container' | 'embedded'

/** A broker for the time of a command. */
export interface Lease {
  /** `host:port[,…]`. */
  readonly bootstrap: string
  readonly provider: ProviderName
  /** One line for people: what it is and where. */
  readonly description: string
  /** Providers that were tried before, and why they were passed over. */
  readonly passedOver: readonly { readonly provider: ProviderName; readonly reason: string }[]
  readonly kafkaVersion: string
  /** How many brokers the cluster has; absent for one. */
  readonly brokers?: number
  /** Whether the broker goes on after the lease: what is left on it stays there. */
  readonly outlives: boolean
  readonly logFiles: readonly string[]
  /** Resolves when the broker dies and nobody asked it to; never for one that is not ours to watch. */
  readonly failed: Promise<EnvironmentError>
  [Symbol.asyncDispose](): Promise<void>
}

export interface LeaseOptions extends Omit<OwnBrokerOptions, 'port'> {
  /** Whether a provider that ought to work and does not is told at once; by default it is. */
  readonly tellPassedOver?: boolean | undefined
}

/** What a provider gives: a broker, the reason why it has none here, or, thrown, an error that ends the search. */
type Offer =
  (Omit<Lease, 'provider' | 'passedOver'> & { readonly provider?: ProviderName }) | { readonly reason: string }

interface Provider {
  readonly name: ProviderName
  readonly offer: (options: LeaseOptions) => Promise<Offer>
}

interface PassedOver {
  readonly provider: ProviderName
  readonly reason: string
  /** What kept the provider from starting one; absent where it only had none. */
  readonly error?: WorkshopError
}

/** In the order in which they are tried. */
const PROVIDERS: readonly Provider[] = [
  { name: 'workshop', offer: offerWorkshop },
  { name: 'container', offer: offerContainers },
  { name: 'embedded', offer: (options) => offerStarted(options, 'embedded') },
]

/** For how long a broker stays without a lease when WORKSHOP_WARM_MINUTES does not say. */
const WARM_MINUTES = 15

const NEVER = new Promise<never>(() => undefined)

/**
 * Gives a broker: the one that WORKSHOP_BROKER names, one of the workshop that already runs, or one of our own; says in one
 * line which. Throws UsageError for a WORKSHOP_BROKER that means nothing, and EnvironmentError when there is none, with each
 * provider's reason and the code of what kept the last one from starting.
 */
export async function leaseBroker(options: LeaseOptions): Promise<Lease> {
  const wish = options.env.WORKSHOP_BROKER ?? ''
  if (wish.includes(':')) return leased('external', await offerExternal(wish, options), [])
  const providers = wish === '' ? PROVIDERS : PROVIDERS.filter(({ name }) => name === wish && name !== 'workshop')
  if (providers.length === 0) {
    throw new UsageError(`WORKSHOP_BROKER is "${wish}".`, {
      code: 'bad-workshop-broker',
      fix: 'Set it to host:port of a broker, or to embedded or container, or take it out of the environment.',
    })
  }
  const passedOver: PassedOver[] = []
  for (const { name, offer } of providers) {
    try {
      const offered = await offer(options)
      if (!('reason' in offered)) return leased(name, offered, passedOver)
      passedOver.push({ provider: name, reason: offered.reason })
    } catch (error) {
      if (!isWorkshopError(error) || error.exitCode !== 3) throw error
      passedOver.push({ provider: name, reason: messageOf(error), error })
      // What was never there is no news.
      const isNews = error.code !== 'no-engine' && name !== providers.at(-1)?.name
      if (isNews && options.tellPassedOver !== false) options.say(passedOverText(name, error))
    }
  }
  throw nobody(passedOver, wish)
}

function leased(provider: ProviderName, offered: Offer, passedOver: Lease['passedOver']): Lease {
  if ('reason' in offered) throw new EnvironmentError(offered.reason, { code: 'no-broker', fix: 'See the reason.' })
  return { provider, ...offered, passedOver }
}

async function offerExternal(wanted: string, { say }: LeaseOptions): Promise<Offer> {
  const { bootstrap, kafkaVersion, brokers, warnings } = await checkExternal(wanted)
  for (const warning of warnings) say(warning)
  const { failed, close } = watchBrokers(brokers)
  return {
    bootstrap,
    kafkaVersion,
    brokers: brokers.length,
    outlives: true,
    description: `Kafka ${kafkaVersion} at ${bootstrap} (WORKSHOP_BROKER)`,
    logFiles: [],
    failed,
    [Symbol.asyncDispose]: async () => close(),
  }
}

async function offerWorkshop(options: LeaseOptions): Promise<Offer> {
  const neighbour = await startedNeighbourAt(WORKSHOP_PORT, options)
  const kept = await keptWarm()
  // Its supervisor looks at a broker before it lends it, and replaces one that is sick.
  const isKept = kept !== undefined && neighbour.kind === 'ours' && kept.bootstrap === neighbour.bootstrap
  if (isKept || (kept && neighbour.kind !== 'ours' && warmMinutes(options.env) > 0))
    return { ...(await offerWarm(options, kept.provider)), provider: kept.provider }
  if (neighbour.kind !== 'ours') return { reason: `${neighbourText(neighbour, WORKSHOP_PORT)}, and none is kept warm` }
  const ailment = await ailmentOf(neighbour.bootstrap)
  if (ailment !== undefined) return { reason: `the broker on port ${WORKSHOP_PORT} ${ailment}` }
  return {
    ...neighbour,
    outlives: true,
    description: `Kafka ${neighbour.kafkaVersion} at ${neighbour.bootstrap}, already running`,
    logFiles: [],
    failed: NEVER,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** The one that an earlier command left or that was started by hand, whichever provider it is of. */
async function keptWarm(): Promise<BrokerStatus | undefined> {
  return (await supervisorStatus().catch(() => undefined))?.brokers[0]
}

async function offerContainers(options: LeaseOptions): Promise<Offer> {
  const trouble = await noEngine(options.env)
  if (trouble) throw trouble
  return offerStarted(options, 'container')
}

function offerStarted(options: LeaseOptions, provider: WarmProvider): Promise<Offer> {
  return warmMinutes(options.env) > 0 ? offerWarm(options, provider) : offerOwn(options, provider)
}

/** One that this command starts and ends. */
async function offerOwn(options: LeaseOptions, provider: WarmProvider): Promise<Offer> {
  const start = provider === 'container' ? startContainers : startEmbedded
  const { bootstrap, kafkaVersion, logFiles, failed, close } = await start(options)
  return {
    bootstrap,
    kafkaVersion,
    logFiles,
    failed,
    outlives: false,
    description: `Kafka ${kafkaVersion} and ZooKeeper (${provider}), started for this command`,
    [Symbol.asyncDispose]: close,
  }
}

/** What keeps a broker from staying warm, and a command from nothing else. */
const GO_WITHOUT = ['no-supervisor', 'no-place-for-socket', 'other-version']

/** One that stays warm for later commands; one of our own where none can be kept. */
async function offerWarm(options: LeaseOptions, provider: WarmProvider): Promise<Offer> {
  try {
    const { bootstrap, kafkaVersion, logFiles, failed, giveBack } = await leaseWarm({ ...options, provider })
    return {
      bootstrap,
      kafkaVersion,
      logFiles,
      failed,
      outlives: true,
      description: `Kafka ${kafkaVersion} and ZooKeeper (${provider}), kept warm for later commands`,
      [Symbol.asyncDispose]: async () => giveBack(),
    }
  } catch (error) {
    if (!isWorkshopError(error) || !GO_WITHOUT.includes(error.code)) throw error
    const fix = error.code === 'other-version' ? ` ${error.fix}.` : ''
    options.say(`${error.message}${fix} This command starts its own.`)
    return offerOwn(options, provider)
  }
}

/** WORKSHOP_WARM_MINUTES: for how long a broker stays without a lease; 0: each command has its own. Throws UsageError. */
export function warmMinutes(env: NodeJS.ProcessEnv): number {
  const text = env.WORKSHOP_WARM_MINUTES ?? ''
  const minutes = text === '' ? WARM_MINUTES : Number(text)
  if (minutes >= 0 && minutes <= 1_440) return minutes
  throw new UsageError(`WORKSHOP_WARM_MINUTES is "${text}".`, {
    code: 'bad-warm-minutes',
    fix: 'Set it to a number from 0 to 1440; with 0 a command ends the broker that it started.',
  })
}

/** What to tell of a provider that could not start a broker while the next one is tried. */
export function passedOverText(provider: ProviderName, { message, fix }: WorkshopError): string {
  return `${provider} is passed over: ${message}\n  ${fix}`
}

/** Says each provider's reason, and what to do about each that failed and not only had nothing; the code is the last one's. */
function nobody(passedOver: readonly PassedOver[], wish: string): EnvironmentError {
  const reasons = passedOver.map(({ provider, reason }) => `  ${provider}: ${reason}`).join('\n')
  const failures = passedOver.flatMap(({ error }) => error ?? [])
  const other = wish === 'container' ? ['Or set WORKSHOP_BROKER=embedded: it takes Java in place of containers.'] : []
  return new EnvironmentError(`There is no Kafka to use:\n${reasons}`, {
    code: failures.at(-1)?.code ?? 'no-broker',
    fix: [...failures.map(({ fix }) => fix), ...other].join(wish === '' ? '\nOr: ' : '\n'),
    cause: failures.at(-1),
  })
}
