import { hostname } from 'node:os'
import type { ContainerRuntimeClient } from 'testcontainers'
import { isRunning, ownIdentity } from '../process-identity.ts'

/** On each container and network of ours: the host and process that it belongs to, `host/pid/start time`. */
export const OWNER_LABEL = 'kafka-workshop.owner'

/** The library, loaded when first needed: it takes a third of a second. */
export async function testcontainers() {
  // Its own keeper is an image that would have to be fetched; ours is the process of `sweepContainers`.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
  return import('testcontainers')
}

/** The label of what this process starts. */
export function ownLabel(): Record<string, string> {
  return { [OWNER_LABEL]: ownLabelText() }
}

/** Removes containers and networks of the workshop whose process is gone. What somebody else removed meanwhile is fine. */
export async function sweepContainers(): Promise<void> {
  const { getContainerRuntimeClient } = await testcontainers()
  await removeWhere(await getContainerRuntimeClient(), isAbandoned)
}

/** Removes those of this process. */
export async function removeOwnContainers(client: ContainerRuntimeClient): Promise<void> {
  await removeWhere(client, (label) => label === ownLabelText())
}

function ownLabelText(): string {
  const { pid, startedAt } = ownIdentity()
  return [hostname(), pid, startedAt].join('/')
}

async function removeWhere(client: ContainerRuntimeClient, matches: (label: string) => boolean): Promise<void> {
  const { dockerode } = client.container
  const filters = { label: [OWNER_LABEL] }
  const [containers, networks] = await Promise.all([
    dockerode.listContainers({ all: true, filters }),
    dockerode.listNetworks({ filters }),
  ])
  const ours = ({ Labels }: { Labels?: Record<string, string> }) => matches(Labels?.[OWNER_LABEL] ?? '')
  const gone = () => undefined
  await Promise.all(
    containers.filter(ours).map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true }).catch(gone)),
  )
  await Promise.all(networks.filter(ours).map(({ Id }) => dockerode.getNetwork(Id).remove().catch(gone)))
}

function isAbandoned(label: string): boolean {
  const [host, pid, startedAt] = label.split('/')
  if (host !== hostname()) return false
  return !isRunning({ pid: Number(pid), startedAt: startedAt ?? '' })
}
