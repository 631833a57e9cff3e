import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream'
import type { ContainerRuntimeClient, GenericContainer, StartedNetwork, WaitStrategy } from 'testcontainers'
import { EnvironmentError, messageOf } from '../../errors/index.ts'
import { deferred } from '../../timing/index.ts'
import { MAKES_ARCHIVES } from '../archives.ts'
import { untilAnswering } from '../answering.ts'
import type { OwnBroker, OwnBrokerOptions } from '../own-broker.ts'
import { freePort } from '../ports.ts'
import { BROKER_SETTINGS } from '../settings.ts'
import { type Container, ContainerArchive } from './class-archive.ts'
import { ownLabel, removeOwnContainers, sweepContainers, testcontainers } from './client.ts'
import { refusalAdvice } from './docker-advice.ts'
import { noEngine } from './engine.ts'
import { imagesFor } from './images.ts'
import { startKeeper } from './keeper.ts'
import { pullImage } from './pull.ts'

/**
 * Starts Bitnami's ZooKeeper and Kafka as containers, the broker's port published on loopback only, and waits until the broker
 * answers. Throws EnvironmentError: those of `noEngine`, `image-missing`, `broker-not-started`.
 */
export async function startContainers(options: OwnBrokerOptions): Promise<OwnBroker> {
  const { root, say, signal } = options
  const { client, images } = await engineWithImages(options)
  signal?.throwIfAborted()
  const dataDir = await mkdtemp(join(tmpdir(), 'kafka-workshop-'))
  const logDir = options.logDir ?? dataDir
  await mkdir(logDir, { recursive: true })
  const endKeeper = startKeeper(root)
  let closing = false
  const running: Partial<Record<Prepared['name'], Container>> = {}
  let prepared: readonly Prepared[] = []
  const close = async ({ keepArchives = true } = {}) => {
    closing = true
    // Kafka first: it says good-bye to its ZooKeeper.
    if (keepArchives) for (const { archive, name } of prepared) await archive.takeFrom(running[name])
    await removeOwnContainers(client)
    endKeeper()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const port = options.port ?? (await freePort())
    const bootstrap = `127.0.0.1:${port}`
    const logFiles = [join(logDir, 'kafka.log'), join(logDir, 'zookeeper.log')] as const
    const network = await createNetwork(client, basename(dataDir))
    const ended = deferred<EnvironmentError>()
    prepared = await containers({ client, images, network, port, name: basename(dataDir).toLowerCase() })
    if (prepared.some(({ archive }) => archive.isMade)) say(MAKES_ARCHIVES)
    const start = async ({ name, container }: Prepared, log = join(logDir, `${name}.log`)) => {
      const { id } = await startedWithLog(container, log)
      const started = (running[name] = client.container.dockerode.getContainer(id))
      void started
        .wait()
        .catch(() => undefined)
        .then(() => closing || ended.resolve(died(name, log)))
    }
    // Side by side: Kafka asks for its ZooKeeper a second after its start, and again where that is not there yet.
    await Promise.all(prepared.map((one) => start(one)))
    const kafkaVersion = await untilAnswering(bootstrap, { ended: ended.promise, logFiles, signal })
    return {
      ...{ bootstrap, kafkaVersion, logFiles, pids: [], failed: ended.promise },
      close: ({ sick = false } = {}) => close({ keepArchives: !sick }),
    }
  } catch (error) {
    await close({ keepArchives: false })
    if (signal?.aborted) throw error
    // One that is damaged must not be in the way of the next start.
    await Promise.all(prepared.map(({ archive }) => archive.forget()))
    if (error instanceof EnvironmentError) throw error
    const said = messageOf(error)
    throw new EnvironmentError(`the containers could not be started: ${said}`, {
      code: 'broker-not-started',
      fix: refusalAdvice(said),
      cause: error,
    })
  }
}

async function startedWithLog(container: GenericContainer, log: string): Promise<{ id: string }> {
  const started = await container
    .withLogConsumer((stream) => {
      // The engine ends the stream with the container.
      pipeline(stream, createWriteStream(log, { flags: 'a' }), () => undefined)
    })
    .start()
  return { id: started.getId() }
}

/** The engine, without what dead processes left there, and with the images. */
async function engineWithImages({ env, say }: OwnBrokerOptions) {
  const trouble = await noEngine(env)
  if (trouble) throw trouble
  const client = await runtimeClient()
  await sweepContainers()
  const images = imagesFor(env)
  for (const image of Object.values(images)) await pullImage(client, image, say)
  return { client, images }
}

async function runtimeClient(): Promise<ContainerRuntimeClient> {
  const { getContainerRuntimeClient } = await testcontainers()
  return getContainerRuntimeClient().catch((cause: unknown) => {
    throw new EnvironmentError(`the container engine cannot be used: ${messageOf(cause)}`, {
      code: 'engine-unusable',
      fix: 'See what it says: docker info',
      cause,
    })
  })
}

/** A container that is not started yet. */
interface Prepared {
  readonly name: 'kafka' | 'zookeeper'
  readonly container: GenericContainer
  readonly archive: ContainerArchive
}

interface ContainersOptions {
  readonly client: ContainerRuntimeClient
  readonly images: { readonly kafka: string; readonly zookeeper: string }
  readonly network: StartedNetwork
  readonly port: number
  /** What the names of both begin with in their network: lower case, as names of hosts are. */
  readonly name: string
}

/** Kafka and ZooKeeper, in this order. */
async function containers({ client, images, network, port, name }: ContainersOptions): Promise<readonly Prepared[]> {
  const { GenericContainer } = await testcontainers()
  /** testcontainers publishes ports on every address of the machine. */
  class LoopbackContainer extends GenericContainer {
    protected override async beforeContainerCreated(): Promise<void> {
      const bindings = Object.entries((this.hostConfig.PortBindings ?? {}) as Record<string, { HostPort: string }[]>)
      this.hostConfig.PortBindings = Object.fromEntries(
        bindings.map(([inside, outside]) => [inside, outside.map((one) => ({ ...one, HostIp: '127.0.0.1' }))]),
      )
    }
  }
  const prepared = async (which: 'kafka' | 'zookeeper'): Promise<Prepared> => {
    const { Id } = await client.container.dockerode.getImage(images[which]).inspect()
    const archive = await ContainerArchive.of(which, [Id, QUICK_START])
    const container = new LoopbackContainer(images[which])
      .withNetwork(network)
      .withNetworkAliases(`${name}-${which}`)
      .withLabels(ownLabel())
      .withAutoCleanup(false)
      .withWaitStrategy(AT_ONCE)
    archive.giveTo(container)
    return { name: which, container, archive }
  }
  const [kafka, zookeeper] = await Promise.all([prepared('kafka'), prepared('zookeeper')])
  zookeeper.container.withEnvironment({
    ALLOW_ANONYMOUS_LOGIN: 'yes',
    ZOO_HEAP_SIZE: '64',
    JVMFLAGS: `${QUICK_START}${zookeeper.archive.flags}`,
  })
  kafka.container
    // The same inside: the controller, which is in the broker, connects to the advertised address too.
    .withExposedPorts({ container: port, host: port })
    .withEnvironment({
      ALLOW_PLAINTEXT_LISTENER: 'yes',
      KAFKA_HEAP_OPTS: `-Xms128m -Xmx256m ${QUICK_START}${kafka.archive.flags}`,
      KAFKA_CFG_ZOOKEEPER_CONNECT: `${name}-zookeeper:2181`,
      KAFKA_CFG_LISTENERS: `PLAINTEXT://:${port}`,
      KAFKA_CFG_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
      ...asVariables(BROKER_SETTINGS),
    })
  return [kafka, zookeeper]
}

/** The C2 compiler pays off after minutes; a check takes seconds. Both images hand these variables on to java. */
const QUICK_START = '-XX:TieredStopAtLevel=1'

/** What to wait for is asked of the broker itself. */
const AT_ONCE: WaitStrategy = {
  waitUntilReady: async () => undefined,
  withStartupTimeout: () => AT_ONCE,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
}

/** The variables in which the Bitnami image takes settings of a broker. */
export function asVariables(settings: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `KAFKA_CFG_${name.toUpperCase().replaceAll('.', '_')}`,
      String(value),
    ]),
  )
}

async function createNetwork(client: ContainerRuntimeClient, name: string): Promise<StartedNetwork> {
  const { StartedNetwork } = await testcontainers()
  const network = await client.container.dockerode.createNetwork({ Name: name, Labels: ownLabel() })
  return new StartedNetwork(client, name, network)
}

function died(name: 'kafka' | 'zookeeper', log: string): EnvironmentError {
  return new EnvironmentError(
    `${name === 'kafka' ? 'Kafka' : 'ZooKeeper'} ended in the middle: its container is gone.`,
    {
      code: 'broker-died',
      fix: `Run the command again; if it happens again, look into ${log}.`,
    },
  )
}
