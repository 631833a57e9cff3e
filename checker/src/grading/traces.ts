import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lease } from '../broker/index.ts'
import { Cluster } from '../protocol/index.ts'
import { linesOf } from './run-notes.ts'

/** In the run's folder: the prefixes of its topics and groups, written before the first of them can be. */
const PREFIXES_FILE = 'prefixes.txt'

export function notePrefix(runFolder: string, prefix: string): void {
  appendFileSync(join(runFolder, PREFIXES_FILE), `${prefix}\n`)
}

/** Deletes what a run left on its broker, once its programs have ended; nothing where the broker is silent for `limitMs`. */
export async function deleteTracesOf(runFolder: string, lease: Lease, { limitMs = 10_000 } = {}): Promise<void> {
  const options = { clientId: 'workshop-checker', timeoutMs: limitMs }
  const cluster = await Cluster.connect(lease.bootstrap, options).catch(() => undefined)
  // A broker that does not answer is told by the run; what is left on it is found by the prefix of its names.
  await (cluster && deleteTraces(runFolder, cluster).catch(() => undefined))
  cluster?.close()
}

/**
 * Deletes the topics and groups of a run, once its programs have ended. Members that died are taken out of their groups
 * first: Kafka keeps a group, and refuses its deletion, until their session ends.
 */
export async function deleteTraces(runFolder: string, cluster: Cluster): Promise<void> {
  const prefixes = linesOf(runFolder, PREFIXES_FILE)
  const ours = (name: string) => prefixes.some((prefix) => name.startsWith(prefix))
  const [groups, topics] = await Promise.all([cluster.listGroups(), cluster.topics()])
  await Promise.all(groups.filter(ours).map((group) => deleteGroup(cluster, group)))
  if (topics.some(ours)) await cluster.deleteTopics(topics.filter(ours))
}

async function deleteGroup(cluster: Cluster, group: string): Promise<void> {
  const { members } = await cluster.describeGroup(group)
  for (const { memberId } of members) await cluster.leaveGroup(group, memberId)
  await cluster.deleteGroups([group])
}
