import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { type ProcessIdentity, isRunning, ownIdentity, startTimeOf } from './process-identity.ts'

/** What a later start needs to end a broker whose owner is gone. */
interface BrokerRecord {
  readonly owner: ProcessIdentity
  readonly jvms: readonly ProcessIdentity[]
  readonly dataDir: string
}

const folder = () => join(cacheFolder(), 'brokers')

/** Writes down a broker that has started; gives back the function that forgets it. */
export function recordBroker(pids: readonly number[], dataDir: string): () => void {
  const jvms = pids.map((pid) => ({ pid, startedAt: startTimeOf(pid) ?? '' }))
  const record: BrokerRecord = { owner: ownIdentity(), jvms, dataDir }
  const path = join(folder(), `${process.pid}-${pids.join('-')}.json`)
  try {
    mkdirSync(folder(), { recursive: true })
    writeFileSync(path, JSON.stringify(record))
  } catch {
    // A cache that cannot be written: no later start will look there either.
    return () => undefined
  }
  return () => rmSync(path, { force: true })
}

/** Ends the JVMs and deletes the data of brokers whose owner is gone. */
export function sweepBrokers(): void {
  for (const name of namesIn(folder())) {
    const path = join(folder(), name)
    const record = readRecord(path)
    if (record && isRunning(record.owner)) continue
    for (const jvm of record?.jvms ?? []) endIfRunning(jvm)
    // Only a folder that we named ourselves is ever deleted, whatever the record says.
    if (record && /[\\/]kafka-workshop-[^\\/]+$/.test(record.dataDir))
      rmSync(record.dataDir, { recursive: true, force: true })
    rmSync(path, { force: true })
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
    return JSON.parse(readFileSync(path, 'utf8')) as BrokerRecord
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
