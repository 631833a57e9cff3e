import { createWriteStream } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ContainerRuntimeClient, GenericContainer } from 'testcontainers'
import { ARCHIVE_LIMIT_MS, ClassArchive, archiveFlags } from '../archives.ts'

export type Container = ReturnType<ContainerRuntimeClient['container']['dockerode']['getContainer']>

/** Any user of a container may write there. */
const FOLDER = '/tmp'
const PATH = `${FOLDER}/classes.jsa`

/** A Java before 13 has no such archives, and would not start for them. */
const TOLERANT = '-XX:+IgnoreUnrecognizedVMOptions'

/**
 * The class archive of a JVM in a container. It is kept as the tar that the engine gives, and takes back: a mounted folder would be
 * another one where the engine is on another machine, or this process in a container itself.
 */
export class ContainerArchive {
  readonly #archive: ClassArchive
  readonly #kept: Buffer | undefined
  readonly #draft: string | undefined

  private constructor(archive: ClassArchive, kept: Buffer | undefined, draft: string | undefined) {
    this.#archive = archive
    this.#kept = kept
    this.#draft = draft
  }

  /** `validFor`: the id of the image, and the flags of its java. */
  static async of(name: 'kafka' | 'zookeeper', validFor: readonly string[]): Promise<ContainerArchive> {
    const archive = new ClassArchive(name, validFor, 'tar')
    const kept = await readFile(archive.path).catch(() => undefined)
    return new ContainerArchive(archive, kept, kept ? undefined : await archive.draft())
  }

  /** For java, behind other flags. */
  get flags(): string {
    if (this.#kept) return ` ${TOLERANT} ${archiveFlags.use(PATH)}`
    return this.isMade ? ` ${TOLERANT} ${archiveFlags.make(PATH)}` : ''
  }

  /** Whether the end of the container takes seconds, since its JVM then writes the archive. */
  get isMade(): boolean {
    return this.#archive.isMade
  }

  /** Goes into a container that is not made yet. */
  giveTo(container: GenericContainer): void {
    if (this.#kept) container.withCopyArchivesToContainer([{ tar: Readable.from([this.#kept]), target: FOLDER }])
  }

  /** Deletes what is kept. */
  async forget(): Promise<void> {
    await rm(this.#archive.path, { force: true })
  }

  /** Where the JVM makes one: stops the container, and keeps what was made. Never rejects. */
  async takeFrom(container: Container | undefined): Promise<void> {
    if (this.#draft === undefined || !container) return
    try {
      await container.stop({ t: ARCHIVE_LIMIT_MS / 1_000 })
      await pipeline(await container.getArchive({ path: PATH }), createWriteStream(this.#draft))
      await this.#archive.keep({ whole: true })
    } catch {
      // It was removed or killed, or its Java makes none: the next start may.
      await this.#archive.keep({ whole: false })
    }
  }
}
