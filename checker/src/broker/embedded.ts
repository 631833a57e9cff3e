import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { EnvironmentError } from '../errors/index.ts'
import { MAKES_ARCHIVES } from './archives.ts'
import { type Jars, kafkaJars } from './jars.ts'
import { type Java, findJava } from './java.ts'
import { untilAnswering } from './answering.ts'
import { Jvm, type JvmOptions } from './jvm.ts'
import { logTail, logTails } from './log-tail.ts'
import type { OwnBroker, OwnBrokerOptions } from './own-broker.ts'
import { freePort, isFree } from './ports.ts'
import { Recorded, sweepBrokers } from './records.ts'
import { type BrokerPorts, LOG4J, kafkaProperties, zookeeperProperties } from './settings.ts'
import { ZookeeperGate } from './zookeeper-gate.ts'

/** Another program may take a free port before we do. */
const PORT_TRIES = 3
const PORT_TAKEN = /Address already in use|BindException/

/**
 * Starts a real Kafka and ZooKeeper as two JVMs on loopback, with fresh data, and waits until they answer. Throws
 * EnvironmentError: those of `findJava` and `kafkaJars`, `port-taken`, `broker-not-started`.
 */
export async function startEmbedded(options: OwnBrokerOptions): Promise<OwnBroker> {
  sweepBrokers()
  // Asked first: a Kafka that listens there would be taken for ours before ours has failed to.
  if (options.port !== undefined && !(await isFree(options.port))) throw portTaken(options.port)
  const java = await findJava(options.env)
  // Maven is to run with the Java that was found, whatever JAVA_HOME says.
  const mavenEnv = java.home === undefined ? options.env : { ...options.env, JAVA_HOME: java.home }
  const jars = await kafkaJars({ ...options, env: mavenEnv })
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options, java, jars)
    } catch (error) {
      const taken = error instanceof EnvironmentError && error.code === 'port-taken'
      if (!taken || options.port !== undefined || attempt === PORT_TRIES) throw error
    }
  }
}

async function startOnce(options: OwnBrokerOptions, java: Java, jars: Jars): Promise<OwnBroker> {
  const { env, logDir, say, signal } = options
  const dataDir = await mkdtemp(join(tmpdir(), 'kafka-workshop-'))
  const recorded = new Recorded(dataDir)
  const jvms: Jvm[] = []
  let gate: ZookeeperGate | undefined
  const close = async ({ keepArchive = true } = {}) => {
    await Promise.all(jvms.map((jvm) => jvm.end({ keepArchive })))
    gate?.close()
    await rm(dataDir, { recursive: true, force: true })
    recorded.forget()
  }
  try {
    const ports = { kafka: options.port ?? (await freePort()), zookeeper: await freePort(), chroot: basename(dataDir) }
    gate = await ZookeeperGate.open(ports.zookeeper)
    const files = await writeSettings(ports, gate, dataDir, logDir ?? dataDir)
    const start = async (own: OwnOptions) => {
      const jvm = await Jvm.start({ java, jars, log4j: files.log4j, env, ...own })
      jvms.push(jvm)
      recorded.add(jvm.pid)
    }
    await start({ ...ZOOKEEPER, args: [files.zookeeper], logFile: files.zookeeperLog })
    await start({ ...KAFKA, args: [files.kafka], logFile: files.kafkaLog })
    if (jvms.some((jvm) => jvm.makesArchive)) say(MAKES_ARCHIVES)
    const bootstrap = `127.0.0.1:${ports.kafka}`
    const ended = Promise.race(jvms.map((jvm) => jvm.ended.then(() => jvm)))
    const kafkaVersion = await untilAnswering(bootstrap, {
      ended: ended.then((jvm) => notStarted(jvm, ports, files)),
      logFiles: [files.kafkaLog, files.zookeeperLog],
      signal,
      isOurs: (clusterId) => isClusterOf(dataDir, clusterId),
    })
    let closing = false
    const failed = ended.then((jvm) => (closing ? new Promise<never>(() => undefined) : died(jvm, files)))
    return {
      bootstrap,
      kafkaVersion,
      logFiles: [files.kafkaLog, files.zookeeperLog],
      pids: jvms.map(({ pid }) => pid),
      failed,
      close: async ({ sick = false } = {}) => {
        closing = true
        await close({ keepArchive: !sick })
      },
    }
  } catch (error) {
    await close({ keepArchive: false })
    throw error
  }
}

/**
 * Whether the cluster is the one whose data lies there. Another checker's wire, which speaks for its own broker, may take the port
 * before our Kafka does, and answers until that has failed. Kafka writes the id down before it answers anybody (KafkaServer.startup).
 */
function isClusterOf(dataDir: string, clusterId: string | null): boolean {
  try {
    const written = readFileSync(join(dataDir, 'kafka', 'meta.properties'), 'utf8')
    return written.split(/\r?\n/).includes(`cluster.id=${clusterId}`)
  } catch {
    return false
  }
}

/** What differs between the two JVMs. */
type OwnOptions = Pick<JvmOptions, 'name' | 'mainClass' | 'args' | 'heapMb' | 'logFile'>

const ZOOKEEPER = {
  name: 'zookeeper',
  mainClass: 'org.apache.zookeeper.server.quorum.QuorumPeerMain',
  heapMb: 64,
} as const
const KAFKA = { name: 'kafka', mainClass: 'kafka.Kafka', heapMb: 256 } as const

interface Files {
  readonly kafka: string
  readonly zookeeper: string
  readonly log4j: string
  readonly kafkaLog: string
  readonly zookeeperLog: string
}

async function writeSettings(ports: BrokerPorts, gate: ZookeeperGate, dataDir: string, logDir: string): Promise<Files> {
  const files = {
    kafka: join(dataDir, 'server.properties'),
    zookeeper: join(dataDir, 'zoo.cfg'),
    log4j: join(dataDir, 'log4j.properties'),
    kafkaLog: join(logDir, 'kafka.log'),
    zookeeperLog: join(logDir, 'zookeeper.log'),
  }
  await mkdir(logDir, { recursive: true })
  await Promise.all([
    writeFile(files.kafka, kafkaProperties({ ...ports, zookeeper: gate.port }, join(dataDir, 'kafka'))),
    writeFile(files.zookeeper, zookeeperProperties(ports, join(dataDir, 'zookeeper'))),
    writeFile(files.log4j, LOG4J),
    writeFile(files.kafkaLog, ''),
    writeFile(files.zookeeperLog, ''),
  ])
  return files
}

const TITLES = { kafka: 'Kafka', zookeeper: 'ZooKeeper' } as const

/** With the ends of both logs: a Kafka that gave up on its ZooKeeper does not know why. */
function notStarted(jvm: Jvm, ports: BrokerPorts, files: Files): EnvironmentError {
  for (const name of ['zookeeper', 'kafka'] as const)
    if (PORT_TAKEN.test(logTail(files[`${name}Log`]))) return portTaken(ports[name])
  const tails = logTails([files.kafkaLog, files.zookeeperLog])
  return new EnvironmentError(`${TITLES[jvm.name]} ended while it started.\n${tails}`.trim(), {
    code: 'broker-not-started',
    fix: 'The lines above are the ends of the logs; free disk space and memory are the usual reasons.',
  })
}

function portTaken(port: number): EnvironmentError {
  return new EnvironmentError(`Port ${port} is taken by another program.`, {
    code: 'port-taken',
    fix: 'End that program, or choose another port.',
  })
}

function died(jvm: Jvm, files: Files): EnvironmentError {
  return new EnvironmentError(`${TITLES[jvm.name]} ended in the middle.\n${logTail(files[`${jvm.name}Log`])}`.trim(), {
    code: 'broker-died',
    fix: 'Run the command again; if it happens again, look into the log of the broker.',
  })
}
