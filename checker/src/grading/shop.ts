import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Evidence } from '../evidence/index.ts'
import { Cluster, OWN_PREFIX, type ReadRecord, type NewRecord } from '../protocol/index.ts'
import { Processes, RunFolder, type SandboxOptions } from '../runner/index.ts'
import { earliest } from '../timing/index.ts'
import { Wire } from '../wire/index.ts'
import { CONSUMER_DEFAULTS } from './consumer-defaults.ts'
import type { GradingContext } from './context.ts'
import { firstStepIn, shortenFirstStep } from './first-step.ts'
import { saveEvidence } from './evidence-file.ts'
import { CheckerBug } from '../errors/index.ts'
import { noteOddity, noteSilence, silenceOf } from './oddities.ts'
import { NotStarted, Ungradable } from './outcomes.ts'
import { Program } from './program.ts'
import { type Purchase, drawPurchases } from './purchases.ts'
import { Random } from './random.ts'
import { notePrefix } from './traces.ts'
import { until } from './waiting.ts'
import { Watch } from './watch.ts'

/** For how long a broker that seems to stand still may be silent: above any pause of a machine that is only busy. */
const SILENCE_LIMIT_MS = 5_000

interface Parts {
  readonly prefix: string
  readonly evidence: Evidence
  readonly wire: Wire
  readonly cluster: Cluster
  readonly preparations: Promise<unknown>[]
  readonly watch: Watch
}

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
  readonly #watch: Watch

  private constructor(context: GradingContext, scene: string, parts: Parts) {
    this.#context = context
    this.#scene = scene
    this.prefix = parts.prefix
    this.evidence = parts.evidence
    this.wire = parts.wire
    this.cluster = parts.cluster
    this.#preparations = parts.preparations
    this.#watch = parts.watch
    this.random = new Random(context.seed, scene)
    this.#processes = new Processes({ runFolder: RunFolder.at(context.runFolder), evidence: parts.evidence })
    mkdirSync(this.#folder, { recursive: true })
    notePrefix(context.runFolder, this.prefix)
  }

  static async open(context: GradingContext, scene: string): Promise<Shop> {
    const silence = silenceOf(context.runFolder)
    if (silence !== undefined) throw new Ungradable(silence)
    const prefix = `${OWN_PREFIX}${randomBytes(5).toString('hex')}.`
    const evidence = new Evidence()
    const cluster = await Cluster.connect(context.bootstrap, {
      clientId: 'workshop-checker',
      onLost: () => watch.note('lost', 'the broker ended a connection of the checker'),
    })
    const preparations: Promise<unknown>[] = []
    const wire = await Wire.open({
      bootstrap: context.bootstrap,
      evidence,
      prefix,
      internalTopics: context.internalTopics,
      doors: context.sandbox ? RunFolder.at(context.runFolder).makeSocketFolder() : undefined,
      ready: () => Promise.all(preparations),
    })
    const watch = new Watch({
      evidence,
      dueSince: () => earliest([wire.dueSince, cluster.waitingSince]),
      ask: async () => {
        await using _ = await Cluster.connect(context.bootstrap, { timeoutMs: SILENCE_LIMIT_MS })
      },
      onOddity: (what) => {
        evidence.add({ kind: 'checker', what: `odd: ${what}` })
        noteOddity(context.runFolder, what)
      },
      onSilence: (what) => {
        evidence.add({ kind: 'fault', what })
        noteSilence(context.runFolder, what)
        // What waits for an answer need not wait for its own limit.
        cluster.close()
      },
    })
    return new Shop(context, scene, { prefix, evidence, wire, cluster, preparations, watch })
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
    await this.createTopics({ [name]: partitions })
  }

  /** Creates topics of so many partitions each, in one request: Kafka is quicker with it than with one for each. */
  async createTopics(partitionsOf: Readonly<Record<string, number>>): Promise<void> {
    const topics = Object.entries(partitionsOf)
    await this.cluster.createTopics(
      topics.map(([name, partitions]) => ({ name: this.topic(name), partitions, configs: TOPIC_SETTINGS })),
    )
    for (const [name] of topics) this.#created.add(name)
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
    const brokers = await this.wire.addressFor(name)
    writeFileSync(this.#notWrittenFile(name), '')
    const process = this.#processes.start({
      name,
      script,
      args,
      stdin,
      cwd: this.#context.workspace,
      env: {
        KAFKA_BROKERS: brokers,
        WORKSHOP_PREFIX: this.prefix,
        WORKSHOP_CONSUMER: CONSUMER_DEFAULTS,
        WORKSHOP_NOT_WRITTEN: this.#notWrittenFile(name),
      },
      limits: this.#context.limits,
      sandbox: this.#sandboxFor(name),
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
      const firstStep = firstStepIn(this.#notWrittenFile(name))
      if (firstStep !== '') throw new NotStarted(firstStep)
    }
  }

  /** The first thing of ours or of the broker's that went wrong so far. */
  get fault(): Ungradable | undefined {
    const fault = this.evidence.of('fault')[0]
    return fault && new Ungradable(fault.what)
  }

  /** Throws `Ungradable` when anything of ours or of the broker's went wrong so far. */
  checkSound(): void {
    const { fault } = this
    if (fault) throw fault
  }

  /** Ends the programs and keeps the evidence; what the scene left on the broker is deleted at the end of the run. */
  async close(): Promise<void> {
    this.#watch.stop()
    await Promise.allSettled(this.#preparations)
    await Promise.all(
      [...this.#programs.values()].filter((program) => program.running).map((program) => program.killHard()),
    )
    for (const name of this.#programs.keys()) shortenFirstStep(this.#notWrittenFile(name))
    saveEvidence(join(this.#folder, 'evidence.jsonl'), this.evidence)
    await this.wire[Symbol.asyncDispose]()
    await this.cluster[Symbol.asyncDispose]()
  }

  #sandboxFor(name: string): SandboxOptions | undefined {
    const { root, sandbox, workspace } = this.#context
    if (!sandbox) return undefined
    return {
      root,
      readable: [...sandbox.readable, workspace, this.#folder],
      writable: [this.#notWrittenFile(name)],
      doors: this.wire.doorsFor(name),
    }
  }

  get #folder(): string {
    return join(this.#context.runFolder, this.#scene.replace(/[^\w-]+/g, '-'))
  }

  /** Empty until the program calls `notWritten()`. */
  #notWrittenFile(name: string): string {
    return join(this.#folder, `${name}.not-written`)
  }
}
