import { type ResultPromise, execa } from 'execa'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { userEnvironment } from '../../../checker/test/e2e/harness/command.ts'
import { type ProcessSeen, processesNaming } from '../../../checker/test/e2e/harness/leftovers.ts'

export const ROOT = resolve(import.meta.dirname, '../../..')

/** Its start may have to compile the checker first, on a machine that is busy. */
const START_LIMIT_MS = 60_000

export interface SiteProcessOptions {
  /** The checkout; by default the one of these tests. */
  readonly root?: string
  /** More of the environment. */
  readonly env?: NodeJS.ProcessEnv
}

/** The site as a user starts it, on a free port; ended, with all that it started, by `await using`. */
export class SiteProcess {
  readonly address: string
  /** What it had said on its terminal when it was there. */
  readonly said: string
  readonly #child: ResultPromise
  readonly #tmp: string

  private constructor({ address, said }: Started, child: ResultPromise, tmp: string) {
    this.address = address
    this.said = said
    this.#child = child
    this.#tmp = tmp
  }

  static async start({ root = ROOT, env = {} }: SiteProcessOptions = {}): Promise<SiteProcess> {
    const tmp = mkdtempSync(join(tmpdir(), 'workshop-site-'))
    const child = execa(process.execPath, [join(root, 'checker/launch.mjs'), 'start'], {
      cwd: root,
      env: { ...userEnvironment(), TMPDIR: tmp, ...env },
      extendEnv: false,
      reject: false,
    })
    return new SiteProcess(await started(child), child, tmp)
  }

  /** Presses Ctrl-C and waits for its end; gives back its exit code. */
  async end(): Promise<number | undefined> {
    this.#child.kill('SIGINT')
    const { exitCode } = await this.#child
    return exitCode
  }

  /** Kills it, and nothing else, with -9. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#child
  }

  /** All its processes that run now, and those that it started. */
  processes(): ProcessSeen[] {
    return processesNaming(this.#tmp)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
    rmSync(this.#tmp, { recursive: true, force: true })
  }
}

interface Started {
  readonly address: string
  readonly said: string
}

function started(child: ResultPromise): Promise<Started> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`the site did not start: ${said}`)), START_LIMIT_MS)
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const [address] = /http:\/\/localhost:\d+/.exec(said) ?? []
      if (address === undefined) return
      clearTimeout(timer)
      resolve({ address, said })
    })
    void child.then(() => {
      clearTimeout(timer)
      reject(new Error(`the site ended: ${said}`))
    })
  })
}
