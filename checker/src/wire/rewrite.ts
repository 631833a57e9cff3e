import { APIS, type Request, apiName, decodeResponse, encodeResponse, errorCode, isDecoded } from '../protocol/index.ts'
import { LOOPBACK } from '../loopback/index.ts'
import { type Reach, isAllowed, mayKnow } from './allowance.ts'

/** Gives the port under which a program reaches a broker of the cluster. */
export type PortOf = (broker: { nodeId: number; host: string; port: number }) => Promise<number>

export interface Rewriting {
  readonly portOf: PortOf
  readonly reach: Reach
}

/**
 * Responses that say where brokers are, which topics there are, or which versions may be spoken, with our own words in place
 * of the broker's: so all that a program sends passes here, in a version that we decode. Undefined for a response that goes
 * on as it is.
 */
export function rewritten(request: Request, frame: Buffer, rewriting: Rewriting): Promise<Buffer> | Buffer | undefined {
  switch (request.api) {
    case 'Metadata':
      return metadata(request, frame, rewriting)
    case 'FindCoordinator':
      return coordinator(request.version, frame, rewriting.portOf)
    case 'ApiVersions':
      return apiVersions(request.version, frame)
    default:
      return undefined
  }
}

/** As a broker answers that has more topics than a client may see: of what was asked for, an error in place of each (KIP-11). */
async function metadata(
  { version, body: { topics: asked } }: Extract<Request, { api: 'Metadata' }>,
  frame: Buffer,
  { portOf, reach }: Rewriting,
): Promise<Buffer> {
  const { correlationId, body } = decodeResponse('Metadata', version, frame)
  const brokers = await Promise.all(
    body.brokers.map(async (broker) => ({ ...broker, host: LOOPBACK, port: await portOf(broker) })),
  )
  const refused = (asked ?? [])
    .filter((name) => !mayKnow(name, reach))
    .map((name) => ({ name, errorCode: errorCode('TOPIC_AUTHORIZATION_FAILED'), partitions: [] }))
  const seen = body.topics.filter(({ name }) => mayKnow(name, reach))
  return encodeResponse('Metadata', version, correlationId, { ...body, brokers, topics: [...seen, ...refused] })
}

async function coordinator(version: number, frame: Buffer, portOf: PortOf): Promise<Buffer> {
  const { correlationId, body } = decodeResponse('FindCoordinator', version, frame)
  if (body.errorCode !== 0) return frame
  return encodeResponse('FindCoordinator', version, correlationId, {
    ...body,
    host: LOOPBACK,
    port: await portOf(body),
  })
}

/** Only APIs that programs may use, in no higher version than we decode. */
function apiVersions(version: number, frame: Buffer): Buffer {
  const { correlationId, body } = decodeResponse('ApiVersions', version, frame)
  const apis = body.apis.flatMap((offered) => {
    const name = apiName(offered.key)
    if (name === undefined || !isAllowed(name) || !isDecoded(name)) return []
    const maxVersion = Math.min(offered.maxVersion, APIS[name].max)
    return maxVersion < offered.minVersion ? [] : [{ ...offered, maxVersion }]
  })
  return encodeResponse('ApiVersions', version, correlationId, { ...body, apis })
}

const UNSUPPORTED_VERSION = 35

/**
 * What a broker answers to an ApiVersions request of a version that it does not have: version 0 of the response, with the
 * versions that it has (KIP-511). The client then asks again.
 */
export function unsupportedApiVersions(correlationId: number): Buffer {
  const apis = [{ key: 18, minVersion: 0, maxVersion: APIS.ApiVersions.max }]
  return encodeResponse('ApiVersions', 0, correlationId, { errorCode: UNSUPPORTED_VERSION, apis })
}
