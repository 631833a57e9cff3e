import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { EnvironmentError, messageOf } from '../errors/index.ts'
import { findPrograms } from './find-program.ts'
import { installAdvice } from './install-advice.ts'

export interface MavenOptions {
  readonly pom: string
  /** Where the jars go. */
  readonly into: string
  readonly env: NodeJS.ProcessEnv
  readonly say: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

/** In full: by its short name Maven would have to ask which plugin it means, and offline says only that it cannot. */
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
/** How many jars are fetched between two lines of progress. */
const JARS_A_LINE = 10
const NO_NETWORK =
  /Unknown host|UnknownHost|Connection refused|Connect(?:ion)? timed out|Read timed out|Network is unreachable|No route to host|Connection reset|Temporary failure in name resolution|in offline mode/i

const NO_SPACE = /No space left on device|Disk quota exceeded/i

/**
 * Lets Maven copy the jars of a pom, with strict checksums, telling how far it is. Throws EnvironmentError `maven-missing`,
 * `no-network` (which says that the jars are not cached), `disk-full` or
 * `maven-failed`.
 */
export async function copyJars(options: MavenOptions): Promise<void> {
  const [maven] = await findPrograms('mvn', options.env)
  if (maven === undefined) {
    throw new EnvironmentError('Maven is not installed, and the jars of Kafka are not in the cache yet.', {
      code: 'maven-missing',
      fix: `To fetch them once, ${await installAdvice('maven')}, or point KAFKA_HOME at an unpacked Kafka 3.9.`,
    })
  }
  const { code, output } = await run(maven, options)
  options.signal?.throwIfAborted()
  if (code === 0) return
  const reason = firstError(output)
  if (NO_NETWORK.test(output)) {
    throw new EnvironmentError(
      `The jars of Kafka are not in the cache yet, and Maven cannot reach its repository: ${reason}`,
      {
        code: 'no-network',
        fix: 'Run this once with a network (behind a proxy, set it up in ~/.m2/settings.xml); later runs need none.',
      },
    )
  }
  if (NO_SPACE.test(output)) {
    throw new EnvironmentError(`There is no space left on the disk for the jars of Kafka (46 MB): ${reason}`, {
      code: 'disk-full',
      fix: `Free some space where ${dirname(options.into)} and Maven's own folder (~/.m2) lie.`,
    })
  }
  throw new EnvironmentError(`Maven could not fetch the jars of Kafka: ${reason}`, {
    code: 'maven-failed',
    fix: `Try by hand, it says more: mvn -f ${options.pom} dependency:copy-dependencies`,
  })
}

function run(
  maven: string,
  { pom, into, env, say, signal }: MavenOptions,
): Promise<{ code: number | null; output: string }> {
  const args = ['-B', '-C', '-f', pom, PLUGIN, `-DoutputDirectory=${into}`]
  // It runs for seconds: what the JVM would learn for hours costs more than it gains.
  const MAVEN_OPTS = ['-XX:TieredStopAtLevel=1 -XX:+UseSerialGC', env.MAVEN_OPTS].join(' ').trim()
  return new Promise((resolve) => {
    const child = spawn(maven, args, {
      env: { ...env, MAVEN_OPTS },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    })
    let output = ''
    let jars = 0
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
      const fetched = output.match(/Downloaded from \S+: \S+\.jar/g)?.length ?? 0
      if (Math.floor(fetched / JARS_A_LINE) > Math.floor(jars / JARS_A_LINE)) say(`  ${fetched} jars fetched …`)
      jars = fetched
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ code: null, output: messageOf(error) }))
    child.on('close', (code) => resolve({ code, output: plain(output) }))
  })
}

/** Without the colours that some Mavens print even into a pipe. */
function plain(output: string): string {
  // eslint-disable-next-line no-control-regex
  return output.replace(/\u001b\[[0-9;]*m/g, '')
}

function firstError(output: string): string {
  const line = /^\[ERROR\] (.+)$/m.exec(output)?.[1] ?? output.trim().split('\n').at(-1) ?? 'it said nothing'
  return line.length > 300 ? `${line.slice(0, 300)} …` : line
}
