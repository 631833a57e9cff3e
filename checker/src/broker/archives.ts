import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder } from './cache.ts'

/** Making an archive takes a JVM two seconds on a slow machine; longer than this, it is worth more to end. */
export const ARCHIVE_LIMIT_MS = 20_000
/** For people, when a start makes archives. */
export const MAKES_ARCHIVES = 'The first start of this Kafka takes some seconds more, at its end too.'

/**
 * A class archive (AppCDS) of one JVM, kept in the user's cache: with it Kafka can be joined more than half a second earlier. It is
 * made by the first JVM that has none, when that one ends. A JVM that finds it invalid starts without it, and says nothing: what is
 * not valid for it has to have another name.
 */
export class ClassArchive {
  /** Where it is kept. */
  readonly path: string
  readonly #draft: string
  #isMade = false
  readonly exists: boolean

  /** `validFor`: the Java and its classes, in words that change with them. `suffix`: how it is kept. */
  constructor(name: 'kafka' | 'zookeeper', validFor: readonly string[], suffix: string) {
    const key = createHash('sha256').update(validFor.join('\n')).digest('hex').slice(0, 16)
    this.path = join(cacheFolder(), 'archives', `${name}-${key}.${suffix}`)
    this.#draft = `${this.path}.${randomUUID()}`
    this.exists = existsSync(this.path)
  }

  /** Where there is none yet, and it is to be made: a path for what is made; undefined where the cache cannot be written. */
  async draft(): Promise<string | undefined> {
    try {
      await mkdir(dirname(this.path), { recursive: true })
    } catch {
      // It costs the next start a second, not this one its broker.
      return undefined
    }
    this.#isMade = true
    return this.#draft
  }

  /** Whether the JVM makes one as it ends. */
  get isMade(): boolean {
    return this.#isMade
  }

  /** Puts what was made in place; nothing when none was, or not `whole`. */
  async keep({ whole }: { whole: boolean }): Promise<void> {
    if (!this.#isMade) return
    if (whole && existsSync(this.#draft)) await rename(this.#draft, this.path)
    await rm(this.#draft, { force: true })
  }
}

/** Flags of a JVM that uses the archive at a path, or makes one there as it ends. */
export const archiveFlags = {
  use: (path: string) => `-XX:SharedArchiveFile=${path}`,
  make: (path: string) => `-XX:ArchiveClassesAtExit=${path}`,
} as const
