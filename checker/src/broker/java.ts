import { readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EnvironmentError } from '../errors/index.ts'
import { existingPrograms, findPrograms } from './find-program.ts'
import { installAdvice } from './install-advice.ts'
import { runTool } from './run-tool.ts'

/** What Kafka 3.9 is run with here; its own floor for brokers is 8, deprecated: the flags of ours need 17. */
const OLDEST_JAVA = 17

export interface Java {
  /** Absolute path of the `java` program. */
  readonly executable: string
  /** As Java says it, e.g. `17.0.15`. */
  readonly version: string
  /** The folder for JAVA_HOME; undefined where `executable` is a stand-in that finds Java in its own way. */
  readonly home: string | undefined
}

/**
 * The first Java that is new enough: that of JAVA_HOME, then those on the PATH, then where macOS keeps those that are
 * not. Throws EnvironmentError `java-missing` or `java-too-old`.
 */
export async function findJava(env: NodeJS.ProcessEnv): Promise<Java> {
  const tooOld: Java[] = []
  for (const executable of await candidates(env)) {
    const java = await look(executable, env)
    if (java === undefined) continue
    if (majorOf(java.version) >= OLDEST_JAVA) return java
    tooOld.push(java)
  }
  const advice = await installAdvice('java')
  const oldest = tooOld[0]
  if (oldest !== undefined) {
    throw new EnvironmentError(
      `Java ${oldest.version} (${oldest.executable}) is too old: Kafka is run with Java 17 or newer here.`,
      {
        code: 'java-too-old',
        fix: `To run Kafka here, ${advice}, or point JAVA_HOME at one that is installed.`,
      },
    )
  }
  throw new EnvironmentError('Java is not installed, or not on the PATH.', {
    code: 'java-missing',
    fix: `To run Kafka here, ${advice}, or point JAVA_HOME at one that is installed.`,
  })
}

/** 17 of `17.0.15`, 8 of `1.8.0_402`, 21 of `21-ea`. */
export function majorOf(version: string): number {
  const [first = 0, second = 0] = version.split(/[^0-9]+/).map(Number)
  return first === 1 ? second : first
}

async function candidates(env: NodeJS.ProcessEnv): Promise<string[]> {
  const javaHome = env.JAVA_HOME
  const own = javaHome === undefined || javaHome === '' ? [] : [join(javaHome, 'bin', 'java')]
  return [...(await existingPrograms(own)), ...(await findPrograms('java', env)), ...(await macCandidates(env))]
}

/** Homebrew puts no `java` on the PATH, and `/usr/bin/java` of macOS is a stub that asks to install one. */
async function macCandidates(env: NodeJS.ProcessEnv): Promise<string[]> {
  if (process.platform !== 'darwin') return []
  const brewed = ['/opt/homebrew/opt', '/usr/local/opt'].flatMap((folder) =>
    ['openjdk', 'openjdk@21', 'openjdk@17'].map((name) => join(folder, name, 'bin', 'java')),
  )
  const registered = await runTool('/usr/libexec/java_home', ['-v', `${OLDEST_JAVA}+`], { env })
  const homes = registered.code === 0 ? [join(registered.output.trim(), 'bin', 'java')] : []
  return existingPrograms([...homes, ...brewed])
}

/**
 * Undefined for a program that is no Java. Java's home has a file `release` that names the version: reading it saves the
 * start of a JVM, 60 ms and more of every check.
 */
async function look(executable: string, env: NodeJS.ProcessEnv): Promise<Java | undefined> {
  const home = dirname(dirname(await realpath(executable)))
  const release = await readFile(join(home, 'release'), 'utf8').catch(() => '')
  const written = /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1]
  if (written !== undefined) return { executable, version: written, home }
  const { code, output } = await runTool(executable, ['-version'], { env })
  const said = code === 0 ? /version "([^"]+)"/.exec(output)?.[1] : undefined
  return said === undefined ? undefined : { executable, version: said, home: undefined }
}
