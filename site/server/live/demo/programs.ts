import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  CheckerBug,
  Evidence,
  Processes,
  RunFolder,
  type RunningProcess,
  compile,
  createWorkspace,
  endAll,
  sweep,
} from '#checker'
import type { Site } from '../../site.ts'
import { DEMO_PREFIX, SESSION_MS } from './names.ts'

export interface DemoStart {
  /** How the group calls it: the program's client has this name. */
  readonly name: string
  /** The exercise whose solution it is. */
  readonly exercise: string
  readonly bootstrap: string
  readonly env: Readonly<Record<string, string>>
  readonly onOutput: (chunk: Buffer) => void
}

/** A working day; whoever forgets the demo has it ended. */
const WALL_MS = 12 * 60 * 60 * 1_000
const LIMITS = { wallMs: WALL_MS, memoryBytes: 512 * 1024 * 1024, outputBytes: 2 ** 40, processes: 8 }
const KAFKAJS = 'named-kafkajs.mjs'

interface Run {
  readonly folder: RunFolder
  readonly processes: Processes
  readonly scripts: Map<string, Promise<{ readonly script: string; readonly cwd: string }>>
}

/**
 * Solutions as programs of the demo, run as checks run programs: in a run's folder, where a later command finds and ends what a
 * site that was killed has left, and through `lifeline.mjs`, which ends them with the site at once.
 */
export class DemoPrograms {
  readonly #site: Site
  #run: Promise<Run> | undefined

  constructor(site: Site) {
    this.#site = site
  }

  async start({ name, exercise, bootstrap, env, onOutput }: DemoStart): Promise<RunningProcess> {
    const run = await (this.#run ??= this.#begin())
    const compiled = run.scripts.get(exercise) ?? this.#compile(run, exercise)
    run.scripts.set(exercise, compiled)
    const { script, cwd } = await compiled
    return run.processes.start({
      name,
      script: join(this.#site.root, 'site/server/live/demo/lifeline.mjs'),
      args: [script],
      cwd,
      channel: true,
      limits: LIMITS,
      onOutput,
      env: {
        KAFKA_BROKERS: bootstrap,
        WORKSHOP_PREFIX: DEMO_PREFIX,
        WORKSHOP_CONSUMER: JSON.stringify({ sessionTimeout: SESSION_MS, heartbeatInterval: 500 }),
        DEMO_CLIENT_ID: name,
        ...env,
      },
    })
  }

  /** Ends all of them, with all that they started. */
  async end(): Promise<void> {
    const run = await this.#run?.catch(() => undefined)
    this.#run = undefined
    if (run) await endAll(run.folder)
  }

  async #begin(): Promise<Run> {
    const { root } = this.#site
    // What a site left that was killed. Not forgotten: the next check has topics of such runs to delete.
    await sweep(root, { forget: false })
    const folder = RunFolder.create(root)
    return { folder, processes: new Processes({ runFolder: folder, evidence: new Evidence() }), scripts: new Map() }
  }

  async #compile({ folder }: Run, exercise: string) {
    const { root, bundle } = this.#site
    const workspace = createWorkspace({
      root,
      runFolder: folder,
      exerciseId: exercise,
      programs: [{ name: 'worker.ts', source: join(root, 'solutions', exercise, 'worker.ts') }],
      given: join(root, 'checker', 'given', 'shop'),
      extraFiles: { [KAFKAJS]: namedKafkajs(pathToFileURL(bundle.kafkajs).href) },
    })
    const { programs, errors } = await compile(workspace, { packages: { kafkajs: join(workspace.dir, KAFKAJS) } })
    const script = programs.get('worker.ts')?.output
    if (script === undefined) {
      throw new CheckerBug(`The solution of ${exercise} does not compile: ${errors[0]?.text ?? 'it is missing'}`, {
        code: 'solution-broken',
        fix: 'Send this to the keepers of the workshop.',
      })
    }
    return { script, cwd: workspace.exerciseDir }
  }
}

/** kafkajs, with a client that is called as its program: `#shop` calls all of them `shop`, and a group shows the names of clients. */
function namedKafkajs(url: string): string {
  return `import kafkajs from ${JSON.stringify(url)}
export * from ${JSON.stringify(url)}
export default kafkajs
export class Kafka extends kafkajs.Kafka {
  constructor(config) {
    super({ ...config, clientId: process.env.DEMO_CLIENT_ID ?? config.clientId })
  }
}
`
}
