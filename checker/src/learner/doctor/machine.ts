import { access, constants, mkdir, statfs } from 'node:fs/promises'
import { arch, freemem, release, tmpdir, totalmem } from 'node:os'
import { WORKSHOP_PORT, cacheFolder, neighbourAt } from '../../broker/index.ts'
import type { DoctorFinding } from './findings.ts'

/** Images or jars, and the data of a broker: below it the first start may fail. */
const DISK_MB = 1_000
/** Both JVMs, the checker and programs. */
const MEMORY_MB = 700

/** What is here of the machine itself: system, Node, memory, disk, folders and the port. */
export async function lookAtMachine(root: string): Promise<DoctorFinding[]> {
  return [
    { what: 'system', state: 'fine', found: `${process.platform} ${release()} ${arch()}` },
    { what: 'Node', state: 'fine', found: process.versions.node },
    memory(),
    ...(await Promise.all([disk(tmpdir()), folder('checkout', root), folder('cache', cacheFolder()), port()])),
  ]
}

function memory(): DoctorFinding {
  // Linux counts what it would give back as used; there freemem reads MemAvailable.
  const [free, total] = [freemem(), totalmem()].map((bytes) => Math.round(bytes / 1e6)) as [number, number]
  const found = `${free} of ${total} MB free`
  if (free >= MEMORY_MB) return { what: 'memory', state: 'fine', found }
  return {
    what: 'memory',
    state: 'note',
    found,
    advice: `Kafka and a check take ${MEMORY_MB} MB: close something large.`,
  }
}

async function disk(path: string): Promise<DoctorFinding> {
  const { bavail, bsize } = await statfs(path)
  const free = Math.round((bavail * bsize) / 1e6)
  const found = `${free} MB free for ${path}`
  if (free >= DISK_MB) return { what: 'disk', state: 'fine', found }
  return { what: 'disk', state: 'lacking', found, advice: `Free some space: ${DISK_MB} MB are enough.` }
}

async function folder(what: string, path: string): Promise<DoctorFinding> {
  try {
    await mkdir(path, { recursive: true })
    await access(path, constants.W_OK)
    return { what, state: 'fine', found: path }
  } catch {
    const advice =
      what === 'cache' ? 'Each command starts a broker anew, and more slowly.' : 'Runs are kept in the cache instead.'
    return { what, state: 'note', found: `${path} cannot be written`, advice }
  }
}

async function port(): Promise<DoctorFinding> {
  const what = `port ${WORKSHOP_PORT}`
  const neighbour = await neighbourAt(WORKSHOP_PORT)
  switch (neighbour.kind) {
    case 'nobody':
      return { what, state: 'fine', found: 'free' }
    case 'ours':
      return { what, state: 'fine', found: `a broker of the workshop: Kafka ${neighbour.kafkaVersion}` }
    case 'starting':
      return { what, state: 'note', found: 'a broker that is starting' }
    case 'hangs-up':
    case 'no-kafka':
    case 'other-kafka':
      return {
        what,
        state: 'note',
        found: neighbour.kind === 'other-kafka' ? "a Kafka that is not the workshop's" : 'taken by another program',
        advice: `Checks do not need it. For work by hand: npm run broker start -- --port ${WORKSHOP_PORT + 1}`,
      }
  }
}
