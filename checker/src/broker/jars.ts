import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EnvironmentError } from '../errors/index.ts'
import { cacheFolder } from './cache.ts'
import { withFirstUseLock } from './first-use-lock.ts'
import { copyJars } from './maven.ts'

export interface Jars {
  /** Absolute paths, sorted: a class archive is valid for one order only. */
  readonly paths: readonly string[]
}

export interface JarsOptions {
  /** The checkout: its pom says which Kafka. */
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  readonly say: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

/** Written last: a folder without it was not finished. */
const COMPLETE = 'complete'

/**
 * Kafka and ZooKeeper as jars: of KAFKA_HOME, or of the user's cache, into which Maven fetches them once. With the cache
 * filled neither Maven nor a network is needed. Throws EnvironmentError `bad-kafka-home`, `cache-not-writable` and those of
 * `copyJars`.
 */
export async function kafkaJars(options: JarsOptions): Promise<Jars> {
  const home = options.env.KAFKA_HOME
  if (home) return jarsOfHome(home)
  const { pom, folder } = cachedJars(options.root)
  if (!existsSync(join(folder, COMPLETE))) await fetchOnce(options, pom, folder).catch(explained)
  return { paths: jarsIn(folder) }
}

/** Whether neither Maven nor a network is needed. */
export function jarsAreCached(root: string): boolean {
  return existsSync(join(cachedJars(root).folder, COMPLETE))
}

function cachedJars(root: string): { readonly pom: string; readonly folder: string } {
  const pom = join(root, 'checker', 'src', 'broker', 'kafka', 'pom.xml')
  const id = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16)
  return { pom, folder: join(cacheFolder(), 'kafka', id) }
}

async function fetchOnce({ env, say, signal }: JarsOptions, pom: string, folder: string): Promise<void> {
  const onWait = () => say('Another command is fetching Kafka; waiting for it.')
  await withFirstUseLock(`${folder}.lock`, { onWait, signal }, async () => {
    if (existsSync(join(folder, COMPLETE))) return
    say('Fetching Apache Kafka with Maven, once (about 60 jars, 46 MB) …')
    const draft = `${folder}.${randomUUID()}`
    try {
      await mkdir(draft, { recursive: true })
      await copyJars({ pom, into: draft, env, say, signal })
      await writeFile(join(draft, COMPLETE), '')
      await rm(folder, { recursive: true, force: true })
      await rename(draft, folder)
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
    say('Kafka is in the cache; later runs need no Maven and no network.')
  })
}

/** What the file system refuses is the machine's fault, not ours. */
function explained(error: unknown): never {
  if (!(error instanceof Error) || !('syscall' in error)) throw error
  throw new EnvironmentError(
    `The jars of Kafka are not in the cache yet, and it cannot be written: ${error.message}.`,
    {
      code: 'cache-not-writable',
      fix:
        `Make ${cacheFolder()} writable or free some disk space; or point XDG_CACHE_HOME at another folder, or KAFKA_HOME at an ` +
        'unpacked Kafka 3.9.',
      cause: error,
    },
  )
}

function jarsOfHome(home: string): Jars {
  const libs = join(home, 'libs')
  const paths = existsSync(libs) ? jarsIn(libs) : []
  const kafka = paths.find((path) => /[\\/]kafka_2\.\d+-3\.9\.[^\\/]*\.jar$/.test(path))
  if (kafka === undefined || !paths.some((path) => /[\\/]zookeeper-\d[^\\/]*\.jar$/.test(path))) {
    throw new EnvironmentError(`KAFKA_HOME (${home}) is not an unpacked Kafka 3.9.`, {
      code: 'bad-kafka-home',
      fix: 'Point it at a folder with libs/kafka_2.13-3.9.….jar, or take it out of the environment.',
    })
  }
  return { paths }
}

function jarsIn(folder: string): string[] {
  // An archive of classes is valid for jars at the places at which it was made: by a link they would be others.
  const real = realpathSync(folder)
  return readdirSync(real)
    .filter((name) => name.endsWith('.jar'))
    .sort()
    .map((name) => join(real, name))
}
