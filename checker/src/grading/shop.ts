import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Evidence } from '../evidence/index.ts'
import { Cluster, OWN_PREFIX, type ReadRecord, type NewRecord } from '../protocol/index.ts'
import { Processes, RunFolder } from '../runner/index.ts'
import { Wire } from '../wire/index.ts'
import { CONSUMER_DEFAULTS } from './consumer-defaults.ts'
import type { GradingContext } from './context.ts'
import { saveEvidence } from './evidence-file.ts'
import { CheckerBug } from '../errors/index.ts'
import { NotStarted, Ungradable } from './outcomes.ts'
import { Program } from './program.ts'
import { type Purchase, drawPurchases } from './purchases.ts'
import { Random } from './random.ts'
import { notePrefix } from './traces.ts'
import { until } from './waiting.ts'

/** As Kafka has it, whatever a cluster that is not ours has made its default: verdicts are the same on each. */
const TOPIC_SETTINGS = {
  'cleanup.policy': 'delete',
  'message.timestamp.type': 'CreateTime',
  'min.insync.replicas': '1',
  'retention.ms': '604800000',
}

/**
 * The shop of one scene: a prefix of its own, the wire, the learner's programs, and the checker's own hands on the cluster.
 * Names of topics and groups are given without the prefix. Everything that happens is in `evidence`.
 */
export class Shop {
  readonly evidence: Evidence
  readonly wire: Wire
  readonly cluster: Cluster
  readonly random: Random
  /** Put before every topic and group of this scene; random, so that two runs of one seed do not meet. */
  readonly prefix: string
  readonly #context: GradingContext
  readonly #scene: string
  readonly #processes: Processes
  readonly #programs = new Map<string, Program>()
  readonly #created = new Set<string>()
  readonly #preparations: Promise<unknown>[]

  private constructor(
    context: GradingContext,
    scene: string,
    parts: { evidence: Evidence; wire: Wire; cluster: Cluster; preparations: Promise<unknown>[] },
  ) {
    this.#context = context
    this.#scene = scene
    this.evidence = parts.evidence
    this.wire = parts.wire
    this.cluster = parts.cluster
    this.#preparations = parts.preparations
    this.random = new Random(context.seed, scene)
    this.prefix = `${OWN_PREFIX}${randomBytes(5).toString('hex')}.`
    this.#processes = new Processes({ runFolder: RunFolder.at(context.runFolder), evidence: parts.evidence })
    mkdirSync(this.#folder, { recursive: true })
    notePrefix(context.runFolder, this.prefix)
  }

  static async open(context: GradingContext, scene: string): Promise<Shop> {
    const evidence = new Evidence()
    const cluster = await Cluster.connect(context.bootstrap, { clientId: 'workshop-checker' })
    const preparations: Promise<unknown>[] = []
    const wire = await Wire.open({
      bootstrap: context.bootstrap,
      evidence,
      ready: () => Promise.all(preparations),
    })
    return new Shop(context, scene, { evidence, wire, cluster, preparations })
  }

  /** Topics that the checker created, without the prefix. */
  get topics(): readonly string[] {
    return [...this.#created]
  }

  /**
   * Does on the cluster what programs are to find there, while they already start: to create topics takes Kafka as long as
   * a program needs to come up. The wire lets nobody through before it is done, and every wait of the scene begins after it.
   */
  prepare(work: () => Promise<unknown>): void {
    const preparation = work()
    this.#preparations.push(preparation)
    // Told by the next wait, and by the wire.
    preparation.catch(() => undefined)
  }

  async createTopic(name: string, { partitions }: { partitions: number }): Promise<void> {
    await this.cluster.createTopics([{ name: this.topic(name), partitions, configs: TOPIC_SETTINGS }])
    this.#created.add(name)
  }

  topic(name: string): string {
    return this.prefix + name
  }

  group(name: string): string {
    return this.prefix + name
  }

  /** Names without the prefix of topics of this scene that the checker did not create: a program brought them about. */
  async strayTopics(): Promise<string[]> {
    const names = await this.cluster.topics()
    return names
      .filter((name) => name.startsWith(this.prefix))
      .map((name) => name.slice(this.prefix.length))
      .filter((name) => !this.#created.has(name))
  }

  /** Draws `count` purchases of this scene's seed, with ids from `p-<from>` on. */
  purchases(count: number, from = 1): Purchase[] {
    return drawPurchases(this.random, count, from)
  }

  /** Writes records past the wire, as the checker; gives back the offset of the first. */
  async write(topic: string, partition: number, records: readonly NewRecord[]): Promise<bigint> {
    return this.cluster.produce(this.topic(topic), partition, records)
  }

  /** Every record of a topic, partition by partition, in the order of offsets. */
  async read(topic: string): Promise<ReadRecord[]> {
    return this.cluster.fetchAll(this.topic(topic))
  }

  /** Committed offsets of a group by partition, null where it has none. */
  async committed(group: string, topic: string): Promise<(bigint | null)[]> {
    return this.cluster.committed(this.group(group), this.topic(topic))
  }

  /** Writes a file of the scene, for a program to read; gives back its path. */
  file(name: string, content: string | Buffer): string {
    const path = join(this.#folder, name)
    writeFileSync(path, content)
    return path
  }

  /** Starts a learner's program. `name` tells copies apart; by default it is the file's name without its ending. */
  async start(
    file: string,
    {
      args = [],
      stdin = null,
      name = file.replace(/\.ts$/, ''),
    }: { args?: string[]; stdin?: string | Buffer | null; name?: string } = {},
  ): Promise<Program> {
    const script = this.#context.programs[file]
    if (script === undefined)
      throw new CheckerBug(`${file} is not a program of ${this.#context.exercise}.`, {
        code: 'no-such-program',
        fix: 'Name it in exercise.ts.',
      })
    const process = this.#processes.start({
      name,
      script,
      args,
      stdin,
      cwd: this.#context.workspace,
      env: {
        KAFKA_BROKERS: await this.wire.addressFor(name),
        WORKSHOP_PREFIX: this.prefix,
        WORKSHOP_CONSUMER: CONSUMER_DEFAULTS,
        WORKSHOP_NOT_WRITTEN: this.#notWrittenFile(name),
      },
      limits: this.#context.limits,
    })
    const program = new Program(process, this.evidence, this.#context.root)
    this.#programs.set(name, program)
    return program
  }

  /**
   * Waits until `condition` holds; gives back whether it did within `limitMs`, and gives up early when none of the
   * scene's programs runs any more. Throws `NotStarted` when one of them called `notWritten()`, and `Ungradable` as soon as
   * anything of ours or of the broker's goes wrong.
   */
  async until(condition: () => boolean | Promise<boolean>, { limitMs }: { limitMs: number }): Promise<boolean> {
    await Promise.all(this.#preparations)
    const nobodyLeft = () => [...this.#programs.values()].every((program) => program.exit !== undefined)
    const begun = performance.now()
    const soundly = () => {
      this.checkSound()
      return condition()
    }
    const held = await until(this.evidence, soundly, { limitMs, givenUp: nobodyLeft })
    const waitedMs = Math.round(performance.now() - begun)
    if (waitedMs > limitMs / 2)
      this.evidence.add({ kind: 'checker', what: `slow: waited ${waitedMs} of ${limitMs} ms` })
    this.checkStarted()
    return held
  }

  /** Throws `NotStarted` with the first step when a program of this scene called `notWritten()`. */
  checkStarted(): void {
    for (const name of this.#programs.keys()) {
      const path = this.#notWrittenFile(name)
      if (existsSync(path)) throw new NotStarted(readFileSync(path, 'utf8').trim())
    }
  }

  /** Throws `Ungradable` when anything of ours or of the broker's went wrong so far. */
  checkSound(): void {
    const fault = this.evidence.of('fault')[0]
    if (fault) throw new Ungradable(fault.what)
  }

  /** Ends the programs and keeps the evidence; what the scene left on the broker is deleted at the end of the run. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#preparations)
    await Promise.all(
      [...this.#programs.values()].filter((program) => program.running).map((program) => program.killHard()),
    )
    saveEvidence(join(this.#folder, 'evidence.jsonl'), this.evidence)
    await this.wire[Symbol.asyncDispose]()
    await this.cluster[Symbol.asyncDispose]()
  }

  get #folder(): string {
    return join(this.#context.runFolder, this.#scene.replace(/[^\w-]+/g, '-'))
  }

  #notWrittenFile(name: string): string {
    return join(this.#folder, `${name}.not-written`)
  }
}
