import type { ContainerRuntimeClient } from 'testcontainers'
import { EnvironmentError, messageOf } from '../../errors/index.ts'
import { testcontainers } from './client.ts'

/** How often people are told how far it is. */
const TELL_EACH_MS = 5_000

/** Fetches an image unless it is here, and tells how far it is. Throws EnvironmentError `image-missing`. */
export async function pullImage(
  client: ContainerRuntimeClient,
  image: string,
  say: (line: string) => void,
): Promise<void> {
  const { ImageName } = await testcontainers()
  if (await client.image.exists(ImageName.fromString(image))) return
  say(`Fetching the image ${image}, once …`)
  try {
    const { dockerode } = client.container
    const layers = new Map<string, { current: number; total: number }>()
    let told = performance.now()
    const stream = await dockerode.pull(image)
    await new Promise<void>((resolve, reject) => {
      dockerode.modem.followProgress(
        stream,
        (error: Error | null) => (error ? reject(error) : resolve()),
        ({ id, progressDetail }: { id?: string; progressDetail?: { current?: number; total?: number } }) => {
          const { current, total } = progressDetail ?? {}
          if (id !== undefined && current !== undefined && total !== undefined) layers.set(id, { current, total })
          if (performance.now() - told < TELL_EACH_MS) return
          told = performance.now()
          say(`  ${megabytes(layers, 'current')} of ${megabytes(layers, 'total')} MB …`)
        },
      )
    })
  } catch (cause) {
    throw new EnvironmentError(`the image ${image} is not here and cannot be fetched: ${said(cause)}`, {
      code: 'image-missing',
      fix: 'Look at the network, and at KAFKA_IMAGE and ZOOKEEPER_IMAGE, which name other images where they are set.',
      cause,
    })
  }
}

/** What the engine says of it, without how it came: "(HTTP code 500) server error - …". */
function said(cause: unknown): string {
  return messageOf(cause)
    .replace(/^\(HTTP code \d+\) [a-z ]+ - /, '')
    .trim()
}

function megabytes(
  layers: ReadonlyMap<string, { current: number; total: number }>,
  which: 'current' | 'total',
): number {
  return Math.round([...layers.values()].reduce((sum, layer) => sum + layer[which], 0) / 1e6)
}
