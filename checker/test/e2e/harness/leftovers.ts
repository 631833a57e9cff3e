import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Cluster } from '../../../src/protocol/index.ts'
import { testBroker } from '../../support/broker.ts'

export interface ProcessSeen {
  readonly pid: number
  /** As ps tells it: T is stopped. */
  readonly state: string
  /** The command with its arguments, and behind it the environment. */
  readonly text: string
}

/**
 * Every process whose command or environment names `marker`, as ps tells it. The temp folder of a command is one: the
 * checker hands it on to all that it starts.
 */
export function processesNaming(marker: string): ProcessSeen[] {
  return execFileSync('ps', ['axeww', '-o', 'pid=,stat=,command='], { encoding: 'utf8', maxBuffer: 64e6 })
    .split('\n')
    .filter((line) => line.includes(marker))
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .flatMap((match) =>
      match && !match[2]?.startsWith('Z')
        ? [{ pid: Number(match[1]), state: match[2] ?? '', text: match[3] ?? '' }]
        : [],
    )
}

/** What tsx keeps between runs, for each user. */
const CACHE_OF_TSX = /^tsx-\d+$/

/** What a command has left of itself, a line for each: processes, files in its temp folder, and names on the broker. */
export async function leftoversOf({ tmp, runs }: { tmp: string; runs: readonly string[] }): Promise<string[]> {
  // esbuild's service ends when it notices that its standard input has: a moment later.
  const deadline = performance.now() + 3_000
  while (processesNaming(tmp).length > 0 && performance.now() < deadline) await delay(20)
  return [
    ...processesNaming(tmp).map(({ pid, text }) => `process ${pid} ${text.slice(0, 200)}`),
    ...readdirSync(tmp)
      .filter((name) => !CACHE_OF_TSX.test(name))
      .map((name) => `file ${name}`),
    ...(await namesLeft(runs.flatMap(prefixesOf))),
  ]
}

/** The prefixes of topics and groups of a run, as the checker noted them before it used them. */
function prefixesOf(runFolder: string): string[] {
  try {
    return readFileSync(join(runFolder, 'prefixes.txt'), 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

async function namesLeft(prefixes: readonly string[]): Promise<string[]> {
  if (prefixes.length === 0) return []
  const ours = (name: string) => prefixes.some((prefix) => name.startsWith(prefix))
  await using cluster = await Cluster.connect(testBroker())
  const [topics, groups] = await Promise.all([cluster.topics(), cluster.listGroups()])
  return [...topics.filter(ours).map((name) => `topic ${name}`), ...groups.filter(ours).map((name) => `group ${name}`)]
}
