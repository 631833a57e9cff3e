import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { type ProcessIdentity, isRunning, ownIdentity, startTimeOf } from './process-identity.ts'

/** What a later start needs to end a broker whose owner is gone. */
interface BrokerRecord {
  readonly owner: ProcessIdentity
  readonly jvms: readonly ProcessIdentity[]
  readonly dataDir: string
}

const folder = () => join(cacheFolder(), 'brokers')

/** A broker of this process as it is written down: its data folder from the first, each JVM as soon as it runs. */
export class Recorded {
  readonly #path: string
  readonly #dataDir: string
  readonly #jvms: ProcessIdentity[] = []

  constructor(dataDir: string) {
    this.#dataDir = dataDir
    this.#path = join(folder(), `${process.pid}-${basename(dataDir)}.json`)
    this.#write()
  }

  add(pid: number): void {
    this.#jvms.push({ pid, startedAt: startTimeOf(pid) ?? '' })
    this.#write()
  }

  forget(): void {
    try {
      rmSync(this.#path, { force: true })
    } catch {
      // A cache that cannot be written, as below.
    }
  }

  #write(): void {
    const record: BrokerRecord = { owner: ownIdentity(), jvms: this.#jvms, dataDir: this.#dataDir }
    try {
      mkdirSync(folder(), { recursive: true })
      writeFileSync(this.#path, JSON.stringify(record))
    } catch {
      // A cache that cannot be written: no later start will look there either.
    }
  }
}

/** Ends the JVMs and deletes the data of brokers whose owner is gone. */
export function sweepBrokers(): void {
  for (const name of namesIn(folder())) {
    const path = join(folder(), name)
    const record = readRecord(path)
    if (record && isRunning(record.owner)) continue
    for (const jvm of record?.jvms ?? []) endIfRunning(jvm)
    try {
      // Only a folder that we named ourselves is ever deleted, whatever the record says.
      if (record && /[\\/]kafka-workshop-[^\\/]+$/.test(record.dataDir))
        rmSync(record.dataDir, { recursive: true, force: true })
      rmSync(path, { force: true })
    } catch {
      // A cache that cannot be written, or data of another user: it costs disk space and nothing else.
    }
  }
}

function endIfRunning(jvm: ProcessIdentity): void {
  try {
    if (isRunning(jvm)) process.kill(jvm.pid, 'SIGKILL')
  } catch {
    // It ended in between.
  }
}

function readRecord(path: string): BrokerRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as Partial<BrokerRecord> | null
    const { owner, jvms, dataDir } = record ?? {}
    // Another version of the workshop may have written something else.
    if (typeof owner !== 'object' || !Array.isArray(jvms) || typeof dataDir !== 'string') return undefined
    return { owner, jvms, dataDir }
  } catch {
    return undefined
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
