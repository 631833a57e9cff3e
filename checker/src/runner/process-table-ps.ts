import { execFile } from 'node:child_process'
import { hostname } from 'node:os'
import type { Identity, ProcessRow, ProcessTable } from './process-table.ts'

interface PsRow extends ProcessRow {
  readonly residentBytes: number
  /** Command line and environment, as ps writes them: one after the other, separated by spaces. */
  readonly command: string
}

/** `-E` on macOS and `e` on Linux (which only tests ask for) append the environment to the command. */
const PS_ARGUMENTS = [
  process.platform === 'darwin' ? '-axEww' : 'axeww',
  '-o',
  'pid=,ppid=,pgid=,rss=,stat=,lstart=,command=',
]

const PS_LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3} \w{3} +\d+ [\d:]{8} \d{4}) ?(.*)$/

/** Asked once, and early: ps goes on telling a start as the clock had it then, when the clock has been set since. */
const OWN_START = Date.now() - process.uptime() * 1_000

/** Systems without /proc: what ps(1) prints. Start times are milliseconds since the epoch, in whole seconds. */
export class PsTable implements ProcessTable {
  readonly tolerance = 2_000
  readonly pollMs = 1_000

  existing(): Set<number> {
    return new Set()
  }

  identityOfChild(pid: number): Identity {
    return { pid, startedAt: Date.now() }
  }

  identityOfSelf(): Identity {
    return { pid: process.pid, startedAt: OWN_START }
  }

  childOf(): undefined {
    return undefined
  }

  async list(skip?: (pid: number) => boolean): Promise<{ pids: ReadonlySet<number>; rows: ProcessRow[] }> {
    const all = parsePs(await ps())
    return { pids: new Set(all.map(({ pid }) => pid)), rows: all.filter(({ pid }) => !skip?.(pid)) }
  }

  carries(row: ProcessRow, marker: string): boolean {
    return (row as PsRow).command.includes(` ${marker}`)
  }

  residentBytes(row: ProcessRow): number {
    return (row as PsRow).residentBytes
  }

  machine(): string {
    return hostname()
  }
}

/** ps ends with 1 when a process vanishes while it looks; what it printed by then holds. */
function ps(): Promise<string> {
  const env = { PATH: process.env.PATH, LC_ALL: 'C' }
  return new Promise((resolve) => {
    execFile('ps', PS_ARGUMENTS, { env, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) => {
      resolve(stdout)
    })
  })
}

/** Lines that do not look like a process are passed over. */
export function parsePs(output: string): PsRow[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, parent, group, rss, state, started, command] = PS_LINE.exec(line) ?? []
    if (state === undefined || started === undefined || command === undefined) return []
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      residentBytes: Number(rss) * 1024,
      zombie: state.startsWith('Z'),
      startedAt: Date.parse(started),
      command,
    }
  })
}
