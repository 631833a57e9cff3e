import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EnvironmentError } from '../errors/index.ts'
import { withFirstUseLock } from './first-use-lock.ts'
import type { Java } from './java.ts'
import { copyJars } from './maven.ts'

/** Where the pom lies in a checkout; the one home of Kafka's version. */
const POM = join('checker', 'src', 'broker', 'kafka', 'pom.xml')
/** In the folder of a complete set: the sizes of its jars by name. */
const MANIFEST = 'complete.json'
/** How often the progress of a download is told, at most. */
const TELL_EVERY_MS = 3_000

export interface Jars {
  /** Absolute paths in a fixed order: a class archive holds for one order only. */
  readonly classpath: readonly string[]
  /** Of Kafka, e.g. `3.9.2`. */
  readonly kafkaVersion: string
}

export interface JarsRequest {
  /** The checkout. */
  readonly root: string
  readonly cacheDir: string
  readonly env: NodeJS.ProcessEnv
  readonly java: Java
  readonly say: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * The jars of Kafka and ZooKeeper: those of KAFKA_HOME, else those that an earlier use left in the cache (neither Maven
 * nor a network is needed then), else fetched with Maven, once. Safe when several first uses run at once. Throws
 * EnvironmentError `kafka-home-unfit` and those of `copyJars`.
 */
export async function resolveJars(request: JarsRequest): Promise<Jars> {
  const kafkaHome = request.env['KAFKA_HOME']
  if (kafkaHome !== undefined && kafkaHome !== '') return jarsOfHome(kafkaHome)
  const pom = join(request.root, POM)
  const hash = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12)
  const folder = join(request.cacheDir, 'kafka', hash)
  const cached = await completeSet(folder)
  if (cached !== undefined) return cached
  const onWait = (): void => request.say("Another command is fetching Kafka's jars; waiting for it …")
  return withFirstUseLock(`${folder}.lock`, { onWait, signal: request.signal }, async () => {
    return (await completeSet(folder)) ?? fetchSet(pom, folder, request)
  })
}

async function fetchSet(pom: string, folder: string, { env, java, say, signal }: JarsRequest): Promise<Jars> {
  // A damaged set, or what a killed first use left: under the lock nobody else works on it.
  await removeStale(folder)
  const draft = `${folder}.${randomUUID()}`
  try {
    await mkdir(draft, { recursive: true })
    say('Fetching Kafka and ZooKeeper with Maven: about 50 MB, once …')
    let toldAt = Date.now()
    const onFetched = (files: number): void => {
      if (Date.now() - toldAt < TELL_EVERY_MS) return
      toldAt = Date.now()
      say(`… ${files} files fetched of about 400`)
    }
    await copyJars({ pom, target: draft, env, java, onFetched, signal })
    await writeFile(join(draft, MANIFEST), JSON.stringify(await sizesOf(draft)))
    await putInPlace(draft, folder)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  const jars = await completeSet(folder)
  if (jars !== undefined) return jars
  throw new EnvironmentError(`Maven ended well, but ${folder} lacks jars.`, {
    code: 'maven-failed',
    fix: `Look at the free space of that disk, then run this again.`,
  })
}

async function removeStale(folder: string): Promise<void> {
  const parent = join(folder, '..')
  const name = folder.slice(parent.length + 1)
  const names = await readdir(parent)
  const stale = names.filter((other) => other === name || (other.startsWith(`${name}.`) && !other.includes('.lock')))
  await Promise.all(stale.map((other) => rm(join(parent, other), { recursive: true, force: true })))
}

/** A rename onto a folder with files in it fails: another first use was quicker, and its set is as good. */
async function putInPlace(draft: string, folder: string): Promise<void> {
  try {
    await rename(draft, folder)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
}

/** Undefined unless each jar of the manifest is there in its size. */
async function completeSet(folder: string): Promise<Jars | undefined> {
  try {
    const expected = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Record<string, number>
    const found = await sizesOf(folder)
    const names = Object.keys(expected)
    if (names.length === 0 || !names.every((name) => found[name] === expected[name])) return undefined
    return jarsFrom(folder, names)
  } catch {
    return undefined
  }
}

async function sizesOf(folder: string): Promise<Record<string, number>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jar')).sort()
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
  return Object.fromEntries(names.map((name, index) => [name, sizes[index] ?? 0]))
}

function jarsFrom(folder: string, names: readonly string[]): Jars | undefined {
  const kafkaVersion = names
    .map((name) => /^kafka_2\.1\d-([\d.]+)\.jar$/.exec(name)?.[1])
    .find((version) => version !== undefined)
  const hasZooKeeper = names.some((name) => /^zookeeper-\d/.test(name))
  if (kafkaVersion === undefined || !hasZooKeeper) return undefined
  return { kafkaVersion, classpath: [...names].sort().map((name) => join(folder, name)) }
}

async function jarsOfHome(kafkaHome: string): Promise<Jars> {
  const folder = join(kafkaHome, 'libs')
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jar'))
  const jars = jarsFrom(folder, names)
  if (jars !== undefined && /^3\.9\./.test(jars.kafkaVersion)) return jars
  const found =
    jars === undefined ? 'holds no Kafka with ZooKeeper in its folder libs' : `holds Kafka ${jars.kafkaVersion}`
  throw new EnvironmentError(
    `KAFKA_HOME=${kafkaHome} ${found}; the workshop needs Kafka 3.9, the last line that has ZooKeeper.`,
    {
      code: 'kafka-home-unfit',
      fix: 'Point KAFKA_HOME at an unpacked Kafka 3.9 (https://kafka.apache.org/downloads), or unset it.',
    },
  )
}
