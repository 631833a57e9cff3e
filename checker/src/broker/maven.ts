import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { dirname, join } from 'node:path'
import { EnvironmentError } from '../errors/index.ts'
import { existingPrograms, findPrograms } from './find-program.ts'
import { installAdvice } from './install-advice.ts'
import type { Java } from './java.ts'

/** A mirror that sends nothing for so long will not: Maven itself would wait half an hour for it. */
const SILENCE_MS = 180_000
/** What Maven waits for a connection and for the next bytes; the first two are read by Maven 3.8, the others by 3.9. */
const TIMEOUTS = [
  '-Dmaven.wagon.http.connectionTimeout=10000',
  '-Dmaven.wagon.rto=60000',
  '-Daether.connector.connectTimeout=10000',
  '-Daether.connector.requestTimeout=60000',
]
const KEPT_LINES = 200

export interface CopyRequest {
  readonly pom: string
  /** The jars end up here; created by Maven. */
  readonly target: string
  readonly env: NodeJS.ProcessEnv
  readonly java: Java
  /** Called with the number of files fetched so far; not at all when all are in Maven's own cache. */
  readonly onFetched: (files: number) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Copies the jars that `pom` names, and those they need, into `target`, with checksums enforced (`-C`). Throws
 * EnvironmentError `maven-missing`, `maven-no-network` or `maven-failed`, or the reason of `signal`.
 */
export async function copyJars(request: CopyRequest): Promise<void> {
  const maven = await findMaven(request.env)
  // -U: ask again for what a former attempt without network noted down as not to be had.
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${request.target}`]
  const args = ['-B', '-C', '-U', ...TIMEOUTS, '-f', request.pom, ...goal]
  const { code, lines } = await run(maven, args, request)
  request.signal?.throwIfAborted()
  if (code !== 0) throw failure(lines)
}

async function findMaven(env: NodeJS.ProcessEnv): Promise<string> {
  const homes = [env['MAVEN_HOME'], env['M2_HOME']].filter((home) => home !== undefined && home !== '')
  const own = await existingPrograms(homes.map((home) => join(home as string, 'bin', 'mvn')))
  const maven = own[0] ?? (await findPrograms('mvn', env))[0]
  if (maven !== undefined) return maven
  throw new EnvironmentError("Maven is not installed, or not on the PATH; it fetches Kafka's jars, once.", {
    code: 'maven-missing',
    fix: `To fetch Kafka, ${await installAdvice('maven')}, or unpack Kafka 3.9 and point KAFKA_HOME at it.`,
  })
}

function run(
  maven: string,
  args: readonly string[],
  { env, java, onFetched, signal }: CopyRequest,
): Promise<{ code: number | null; lines: readonly string[] }> {
  return new Promise((resolve) => {
    const lines: string[] = []
    let fetched = 0
    // The user's whole environment: proxies, trust stores and mirrors are set in it. `mvn` is a script that looks for
    // Java by itself, in fewer places than we do. A group of its own, so that the script's child can be ended with it.
    const child = spawn(maven, args, {
      env: { ...env, JAVA_HOME: dirname(dirname(java.executable)) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const end = (): void => {
      if (child.pid !== undefined) killGroup(child.pid)
    }
    const silence = setTimeout(end, SILENCE_MS)
    const onLine = (line: string): void => {
      silence.refresh()
      lines.push(line)
      if (lines.length > KEPT_LINES) lines.shift()
      if (/\bDownloaded from /.test(line)) onFetched((fetched += 1))
    }
    createInterface({ input: child.stdout }).on('line', onLine)
    createInterface({ input: child.stderr }).on('line', onLine)
    signal?.addEventListener('abort', end, { once: true })
    if (signal?.aborted === true) end()
    const finish = (code: number | null): void => {
      clearTimeout(silence)
      signal?.removeEventListener('abort', end)
      resolve({ code, lines })
    }
    child.on('error', (error) => {
      lines.push(error.message)
      finish(null)
    })
    child.on('close', finish)
  })
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}

/** What Java and Maven's transports say when a host cannot be reached, or Maven was told to stay offline. */
const NO_NETWORK = new RegExp(
  [
    'unknown ?host',
    'name resolution',
    'name or service not known',
    'nodename nor servname',
    'connection refused',
    'connect(ion)? timed out',
    'read timed out',
    'no route to host',
    'network is unreachable',
    'connection reset',
    'in offline mode',
  ].join('|'),
  'i',
)

function failure(lines: readonly string[]): EnvironmentError {
  const errors = lines.filter((line) => /ERROR|FATAL/.test(line)).map((line) => line.replace(/^\[\w+\]\s*/, '').trim())
  const said = errors.find((line) => line.length > 0) ?? lines.at(-1) ?? 'nothing'
  if (lines.some((line) => NO_NETWORK.test(line))) {
    return new EnvironmentError(
      `Kafka's jars are not in the cache, and Maven could not reach its repository to fetch them: ${said}`,
      {
        code: 'maven-no-network',
        fix: 'Connect to the network and run this again: the jars are fetched once and then kept. Behind a proxy or a company mirror, name it in ~/.m2/settings.xml. Without any network, unpack Kafka 3.9 and point KAFKA_HOME at it.',
      },
    )
  }
  return new EnvironmentError(`Maven could not fetch Kafka's jars: ${said}`, {
    code: 'maven-failed',
    fix: 'Run it again; if it still fails, unpack Kafka 3.9 and point KAFKA_HOME at it.',
  })
}
