import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { delimiter } from 'node:path'
import { ARCHIVE_LIMIT_MS, ClassArchive, archiveFlags } from './archives.ts'
import { findPrograms } from './find-program.ts'
import type { Jars } from './jars.ts'
import type { Java } from './java.ts'

export interface JvmOptions {
  readonly name: 'kafka' | 'zookeeper'
  readonly mainClass: string
  readonly args: readonly string[]
  readonly heapMb: number
  readonly java: Java
  readonly jars: Jars
  /** Absolute path of its log4j settings. */
  readonly log4j: string
  /** What it prints is appended here. */
  readonly logFile: string
  readonly env: NodeJS.ProcessEnv
}

/** A running JVM of the broker. */
export class Jvm {
  readonly name: JvmOptions['name']
  readonly #child: ChildProcess
  readonly #archive: ClassArchive
  /** When it has ended, whoever ended it. */
  readonly ended: Promise<void>
  #running = true

  private constructor(name: JvmOptions['name'], child: ChildProcess, archive: ClassArchive) {
    this.name = name
    this.#child = child
    this.#archive = archive
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.#running = false
        resolve()
      }
      child.once('exit', end)
      child.once('error', end)
    })
  }

  static async start(options: JvmOptions): Promise<Jvm> {
    const { name, mainClass, args, heapMb, java, jars, log4j, logFile, env } = options
    // Its jars are named by their places: a cache that was moved or copied would be a slow one for good.
    const archive = new ClassArchive(name, [java.executable, java.version, ...jars.paths], 'jsa')
    const flags = [
      // Fastest to start and smallest, by measurement: a broker here lives for seconds to hours, with little to do.
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      // Else a file in /tmp for jps and jstat, which a JVM that is killed leaves there.
      '-XX:-UsePerfData',
      `-Xmx${heapMb}m`,
      // That an archive does not fit is no news for the log: the JVM starts without it.
      '-Xlog:disable',
      ...(await flagsOf(archive)),
      `-Dlog4j.configuration=file:${log4j}`,
      '-cp',
      jars.paths.join(delimiter),
    ]
    // The kernel ends the JVM when this process dies, however it dies; elsewhere the sweep of a later start does.
    const [setpriv] = process.platform === 'linux' ? await findPrograms('setpriv', process.env) : []
    const command = [
      ...(setpriv ? [setpriv, '--pdeathsig', 'KILL'] : []),
      java.executable,
      ...flags,
      mainClass,
      ...args,
    ]
    const log = openSync(logFile, 'a')
    try {
      const child = spawn(command[0] ?? '', command.slice(1), {
        // Ctrl-C in the terminal is for us: we end it in our own order.
        detached: true,
        stdio: ['ignore', log, log],
        env: jvmEnvironment(env),
      })
      return new Jvm(name, child, archive)
    } finally {
      closeSync(log)
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get running(): boolean {
    return this.#running
  }

  /** Whether ending it takes seconds, since it then writes its class archive. */
  get makesArchive(): boolean {
    return this.#archive.isMade
  }

  /** Ends it: its data is thrown away, so it need not be asked, but for an archive that it makes as it ends. */
  async end({ keepArchive }: { keepArchive: boolean }): Promise<void> {
    if (keepArchive && this.makesArchive && this.#running) {
      this.#child.kill('SIGTERM')
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), ARCHIVE_LIMIT_MS)
      await this.ended
      clearTimeout(timer)
    }
    if (this.#running) this.#child.kill('SIGKILL')
    await this.ended
    await this.#archive.keep({ whole: this.#child.signalCode !== 'SIGKILL' })
  }
}

async function flagsOf(archive: ClassArchive): Promise<string[]> {
  if (archive.exists) return [archiveFlags.use(archive.path)]
  const draft = await archive.draft()
  return draft === undefined ? [] : [archiveFlags.make(draft)]
}

/** JAVA_TOOL_OPTIONS and the like would change flags and print into the log. */
function jvmEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ']
  return Object.fromEntries(kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}
