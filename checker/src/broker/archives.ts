import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder } from './cache.ts'
import type { Jars } from './jars.ts'
import type { Java } from './java.ts'

/**
 * A class archive (AppCDS) of one JVM: with it Kafka can be joined a second earlier. It is made by the first JVM that has none,
 * when that one ends, and is valid for one Java and one list of jars at their places. A JVM that finds it invalid starts without
 * it, and says nothing: a cache that was moved or copied would be a slow one for good.
 */
export class ClassArchive {
  readonly #path: string
  readonly #draft: string
  #made = false
  readonly exists: boolean

  constructor(name: 'kafka' | 'zookeeper', java: Java, jars: Jars) {
    const key = createHash('sha256')
      .update([java.executable, java.version, ...jars.paths].join('\n'))
      .digest('hex')
      .slice(0, 16)
    this.#path = join(cacheFolder(), 'archives', `${name}-${key}.jsa`)
    this.#draft = `${this.#path}.${randomUUID()}`
    this.exists = existsSync(this.#path)
  }

  /** Flags of a JVM that uses it, or makes it where there is none. */
  async flags(): Promise<string[]> {
    if (this.exists) return [`-XX:SharedArchiveFile=${this.#path}`]
    try {
      await mkdir(dirname(this.#path), { recursive: true })
    } catch {
      // A cache that cannot be written costs the next start a second, not this one its broker.
      return []
    }
    this.#made = true
    return [`-XX:ArchiveClassesAtExit=${this.#draft}`]
  }

  /** Whether the JVM makes one as it ends. */
  get isMade(): boolean {
    return this.#made
  }

  /** Puts what the JVM made in place, once it has ended; nothing when it made none, or was killed while it wrote. */
  async keep({ whole }: { whole: boolean }): Promise<void> {
    if (!this.#made) return
    if (whole && existsSync(this.#draft)) await rename(this.#draft, this.#path)
    await rm(this.#draft, { force: true })
  }
}
