import { execa } from 'execa'
import { findPrograms } from '../../src/broker/index.ts'

const [program = 'kcat'] = await findPrograms('kcat', process.env)

/** Why tests that need kcat cannot run here; undefined where it is. */
export const noKcat = program === 'kcat' ? 'no kcat here; Debian and Homebrew have it as `kcat`' : undefined

/** What follows the name of such tests. */
export const ifNoKcat = noKcat === undefined ? '' : ` (skipped: ${noKcat})`

/** Far above what any of these takes: it would never end. */
const LIMIT_MS = 20_000

/** kcat without anybody's settings, against this broker; what it reads as its input. It rejects when kcat fails. */
export function kcat(address: string, args: readonly string[], input = '') {
  return execa(program, ['-b', address, ...args], {
    input,
    // Its settings lie in the user's home.
    env: { PATH: process.env.PATH },
    extendEnv: false,
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  })
}

/** One record as `kcat -J` prints it. */
export interface KcatRecord {
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly payload: string | null
  /** Names and values in turns. */
  readonly headers?: readonly string[]
}

/** From the first record to the last, with further arguments. An empty fetch, which tells kcat that it is the last, waits for nobody. */
export const READ = ['-X', 'auto.offset.reset=earliest', '-X', 'fetch.wait.max.ms=10', '-e', '-J']

/** What kcat printed with `READ`, by partition and offset. */
export function recordsOf({ stdout }: { stdout: string }): KcatRecord[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as KcatRecord)
    .sort((one, other) => one.partition - other.partition || one.offset - other.offset)
}
