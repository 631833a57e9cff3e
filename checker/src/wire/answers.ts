import { type Request, encodeResponse } from '../protocol/index.ts'

/**
 * The response by which a broker fails all of a request with this error code. Undefined for an API whose clients the wire has no
 * use to fail.
 */
export function failingAnswer(request: Request, errorCode: number): Buffer | undefined {
  const { version, correlationId } = request
  switch (request.api) {
    case 'CreateTopics': {
      const topics = request.body.topics.map(({ name }) => ({ name, errorCode }))
      return encodeResponse('CreateTopics', version, correlationId, { topics })
    }
    case 'Produce': {
      const topics = failed(request.body.topics, { errorCode, baseOffset: -1n })
      return encodeResponse('Produce', version, correlationId, { topics })
    }
    case 'OffsetCommit':
      return encodeResponse('OffsetCommit', version, correlationId, {
        topics: failed(request.body.topics, { errorCode }),
      })
    case 'TxnOffsetCommit':
      return encodeResponse('TxnOffsetCommit', version, correlationId, {
        throttleTimeMs: 0,
        topics: failed(request.body.topics, { errorCode }),
      })
    case 'FindCoordinator':
      return encodeResponse('FindCoordinator', version, correlationId, { errorCode, nodeId: -1, host: '', port: -1 })
    case 'JoinGroup': {
      const { memberId } = request.body
      const nobody = { generationId: -1, protocolName: '', leader: '', memberId, members: [] }
      return encodeResponse('JoinGroup', version, correlationId, { errorCode, ...nobody })
    }
    case 'SyncGroup':
      return encodeResponse('SyncGroup', version, correlationId, { errorCode, assignment: Buffer.alloc(0) })
    case 'Heartbeat':
      return encodeResponse('Heartbeat', version, correlationId, { errorCode })
    case 'InitProducerId':
      return encodeResponse('InitProducerId', version, correlationId, {
        ...{ throttleTimeMs: 0, errorCode },
        ...{ producerId: -1n, producerEpoch: -1 },
      })
    case 'AddOffsetsToTxn':
    case 'EndTxn':
      return encodeResponse(request.api, version, correlationId, { throttleTimeMs: 0, errorCode })
    default:
      return undefined
  }
}

/** Each partition that a request names, with what is said of it. */
function failed<What extends object>(
  topics: readonly { readonly name: string; readonly partitions: readonly { readonly index: number }[] }[],
  what: What,
) {
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ index }) => ({ index, ...what })),
  }))
}
