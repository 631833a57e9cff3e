import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Jars, kafkaJars } from '../../../src/broker/jars.ts'
import { type Java, findJava } from '../../../src/broker/java.ts'
import { Jvm } from '../../../src/broker/jvm.ts'
import { freePort, isFree } from '../../../src/broker/ports.ts'
import { LOG4J, zookeeperProperties } from '../../../src/broker/settings.ts'
import { Cluster } from '../../../src/protocol/index.ts'
import { ROOT } from './scene.ts'

export type Settings = Readonly<Record<string, string | number | boolean>>

/** What keeps a broker of a test small and quick to start; all else is as Kafka has it, but for the one coordinator partition. */
const SMALL: Settings = {
  'log.cleaner.dedupe.buffer.size': 2_097_152,
  'num.network.threads': 2,
  'num.io.threads': 2,
  'background.threads': 2,
  'controlled.shutdown.enable': false,
  'offsets.topic.num.partitions': 3,
  'offsets.topic.replication.factor': 1,
  'group.initial.rebalance.delay.ms': 0,
  // Left out it is the session's time-out: a test with short sessions would give up a ZooKeeper that is just starting.
  'zookeeper.connection.timeout.ms': 30_000,
}

const USER =
  'org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="admin" user_admin="admin";'

/**
 * Brokers speak among themselves on another listener, as in containers and wherever clients may less than brokers: there they
 * log in as `admin`, whom a broker with ACLs always lets.
 */
export const INTERNAL: Settings = {
  listeners: 'PLAINTEXT://127.0.0.1:PORT,INTERNAL://127.0.0.1:INSIDE',
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INTERNAL:SASL_PLAINTEXT,TLS:SSL',
  'inter.broker.listener.name': 'INTERNAL',
  'sasl.mechanism.inter.broker.protocol': 'PLAIN',
  'sasl.enabled.mechanisms': 'PLAIN',
  'listener.name.internal.plain.sasl.jaas.config': USER,
}

/** Whoever has not logged in needs an ACL for all that it does, and there are none yet. */
export const ACLS: Settings = {
  ...INTERNAL,
  'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
  'super.users': 'User:admin',
}

/** Brokers that the workshop did not start, as an instructor has them: settings of their own, and one ZooKeeper for all. */
export class ExternalKafka {
  readonly dir = mkdtempSync(join(tmpdir(), 'external-kafka-'))
  readonly #java: Java
  readonly #jars: Jars
  readonly #jvms: Jvm[] = []
  readonly #zookeeper: number
  #clusters = 0

  private constructor(java: Java, jars: Jars, zookeeper: number) {
    this.#java = java
    this.#jars = jars
    this.#zookeeper = zookeeper
  }

  /** Starts the ZooKeeper. */
  static async open(): Promise<ExternalKafka> {
    const java = await findJava(process.env)
    const jars = await kafkaJars({ root: ROOT, env: process.env, say: () => undefined })
    const kafka = new ExternalKafka(java, jars, await freePort())
    const ports = { kafka: 0, zookeeper: kafka.#zookeeper, chroot: '' }
    const settings = zookeeperProperties(ports, join(kafka.dir, 'zookeeper'))
    await kafka.#start('zookeeper', 'org.apache.zookeeper.server.quorum.QuorumPeerMain', settings)
    return kafka
  }

  /** A cluster of one broker. */
  async broker(settings: Settings = {}): Promise<ExternalBroker> {
    const [only] = await this.cluster([settings])
    return only as ExternalBroker
  }

  /**
   * A cluster with a broker for each of the settings, once all of them listen and, where there are several, know each other.
   * `PORT`, `INSIDE` and `OTHER` in them are its own ports.
   */
  async cluster(each: readonly Settings[]): Promise<ExternalBroker[]> {
    for (let attempt = 1; ; attempt += 1) {
      const brokers = await this.#started(each)
      try {
        await Promise.all(brokers.map((broker) => broker.listening()))
        if (brokers.length > 1) await Promise.all(brokers.map((broker) => broker.knows(brokers.length)))
        return brokers
      } catch (error) {
        // Other tests take free ports too, and one may have been taken before the broker did.
        const taken = brokers.some((broker) => PORT_TAKEN.test(broker.log))
        if (!taken || attempt === PORT_TRIES) throw error
        await Promise.all(brokers.map((broker) => broker.end()))
      }
    }
  }

  async #started(each: readonly Settings[]): Promise<ExternalBroker[]> {
    const name = `cluster-${++this.#clusters}`
    return Promise.all(
      each.map(async (settings, index) => {
        const [port, inside, other] = [await freePort(), await freePort(), await freePort()]
        const id = index + 1
        const own = {
          ...SMALL,
          'broker.id': id,
          listeners: `PLAINTEXT://127.0.0.1:${port}`,
          'zookeeper.connect': `127.0.0.1:${this.#zookeeper}/${name}`,
          'log.dirs': join(this.dir, `${name}-${id}`),
          ...settings,
        }
        const text = properties(own)
          .replaceAll('PORT', String(port))
          .replaceAll('INSIDE', String(inside))
          .replaceAll('OTHER', String(other))
        const jvm = await this.#start(`${name}-${id}`, 'kafka.Kafka', text)
        return new ExternalBroker(id, { port, inside, other }, jvm, join(this.dir, `${name}-${id}.log`))
      }),
    )
  }

  /** A broker without ZooKeeper: its own controller (KRaft). */
  async kraft(): Promise<ExternalBroker> {
    const [port, controller] = [await freePort(), await freePort()]
    const dir = join(this.dir, 'kraft')
    mkdirSync(dir)
    // What `kafka-storage.sh format` writes, a JVM's start later.
    writeFileSync(
      join(dir, 'meta.properties'),
      properties({ version: 1, 'cluster.id': 'AAAAAAAAAAAAAAAAAAAAAQ', 'node.id': 1 }),
    )
    const settings = {
      ...SMALL,
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${controller}`,
      'controller.listener.names': 'CONTROLLER',
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
      'log.dirs': dir,
    }
    const broker = new ExternalBroker(
      1,
      { port, inside: controller, other: controller },
      await this.#start('kraft', 'kafka.Kafka', properties(settings)),
      join(this.dir, 'kraft.log'),
    )
    await broker.listening()
    return broker
  }

  /** Settings of a listener named TLS, with a certificate that it signed itself. */
  async tls(): Promise<Settings> {
    const store = { location: join(this.dir, 'keys.p12'), password: 'secret', type: 'PKCS12' }
    const keytool = join(this.#java.home ?? '/usr', 'bin', 'keytool')
    const names = ['-alias', 'broker', '-dname', 'CN=localhost', '-keyalg', 'EC']
    const place = ['-keystore', store.location, '-storepass', store.password, '-storetype', store.type]
    await promisify(execFile)(keytool, ['-genkeypair', ...names, ...place])
    return Object.fromEntries(Object.entries(store).map(([name, value]) => [`ssl.keystore.${name}`, value]))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#jvms.map((jvm) => jvm.end({ keepArchive: false })))
    rmSync(this.dir, { recursive: true, force: true })
  }

  async #start(name: string, mainClass: string, settings: string): Promise<Jvm> {
    const [file, log4j] = [join(this.dir, `${name}.properties`), join(this.dir, 'log4j.properties')]
    writeFileSync(file, settings)
    writeFileSync(log4j, LOG4J)
    const jvm = await Jvm.start({
      name: name === 'zookeeper' ? name : 'kafka',
      mainClass,
      args: [file],
      heapMb: 256,
      java: this.#java,
      jars: this.#jars,
      log4j,
      logFile: join(this.dir, `${name}.log`),
      env: process.env,
    })
    this.#jvms.push(jvm)
    return jvm
  }
}

const LISTEN_LIMIT_MS = 60_000
const PORT_TRIES = 3
const PORT_TAKEN = /Address already in use|BindException|Each listener must have a different port/

/** One broker of a test; it is killed with its `ExternalKafka`. */
export class ExternalBroker {
  readonly id: number
  /** `inside`: of the listener that `INTERNAL` adds; `other`: of one more, where its settings have one. */
  readonly ports: { readonly port: number; readonly inside: number; readonly other: number }
  readonly #jvm: Jvm
  readonly #logFile: string

  constructor(id: number, ports: ExternalBroker['ports'], jvm: Jvm, logFile: string) {
    this.id = id
    this.ports = ports
    this.#jvm = jvm
    this.#logFile = logFile
  }

  get log(): string {
    return readFileSync(this.#logFile, 'utf8')
  }

  async end(): Promise<void> {
    await this.#jvm.end({ keepArchive: false })
  }

  get address(): string {
    return `127.0.0.1:${this.ports.port}`
  }

  /** Until it listens, which a broker does last but one: it registers itself before. */
  async listening(): Promise<void> {
    const deadline = performance.now() + LISTEN_LIMIT_MS
    while (await isFree(this.ports.port)) {
      if (!this.#jvm.running || performance.now() > deadline)
        throw new Error(`the broker ${this.address} does not start\n${this.log.slice(-2_000)}`)
      await delay(20)
    }
  }

  /** Until it has heard of so many brokers, itself included; without a login. */
  async knows(brokers: number): Promise<void> {
    const deadline = performance.now() + LISTEN_LIMIT_MS
    await using cluster = await Cluster.connect(this.address)
    while (cluster.brokers.length < brokers) {
      if (performance.now() > deadline) throw new Error(`the broker ${this.address} does not find its cluster`)
      await delay(20)
      await cluster.known.metadata([])
    }
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.#jvm.pid, signal)
  }
}

function properties(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
