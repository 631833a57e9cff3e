import { once } from 'node:events'
import { type AddressInfo, type Server, createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  Cluster,
  type DecodedApi,
  FrameSplitter,
  type ResponseInput,
  decodeRequest,
  encodeResponse,
  errorCode,
  writeFrame,
} from '../../src/protocol/index.ts'

/**
 * A cluster whose controller says that a topic is there before all that lead it have heard so, as one does that has just lost a
 * broker. No broker can be brought to that moment at will, so this one is played.
 */
let server: Server
let answers: Partial<{ [A in DecodedApi]: () => ResponseInput<A> }>
const asked: DecodedApi[] = []

beforeEach(async () => {
  asked.length = 0
  server = createServer((socket) => {
    const frames = new FrameSplitter()
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      for (const { api, version, correlationId } of frames.push(chunk).map(decodeRequest)) {
        asked.push(api as DecodedApi)
        const answer = answers[api as DecodedApi] as () => ResponseInput<DecodedApi>
        writeFrame(socket, encodeResponse(api as DecodedApi, version, correlationId, answer()))
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => server.close())

test('a topic counts as created once whoever leads each of its partitions serves it', async () => {
  const { port } = server.address() as AddressInfo
  const ERRORS = [errorCode('UNKNOWN_TOPIC_OR_PARTITION'), errorCode('NOT_LEADER_OR_FOLLOWER')]
  const partition = { errorCode: 0, index: 0, leader: 1, replicas: [1], inSyncReplicas: [1] }
  answers = {
    CreateTopics: () => ({ topics: [{ name: 'purchases', errorCode: 0 }] }),
    Metadata: () => ({
      brokers: [{ nodeId: 1, host: '127.0.0.1', port }],
      controllerId: 1,
      topics: [{ errorCode: 0, name: 'purchases', partitions: [partition] }],
    }),
    ListOffsets: () => ({
      topics: [
        {
          name: 'purchases',
          partitions: [{ index: 0, errorCode: ERRORS.shift() ?? 0, timestamp: -1n, offset: 0n }],
        },
      ],
    }),
  }
  const cluster = await Cluster.connect(`127.0.0.1:${port}`)
  await cluster.createTopics([{ name: 'purchases', partitions: 1 }])
  cluster.close()
  expect(ERRORS).toEqual([])
  expect(asked.filter((api) => api === 'ListOffsets')).toHaveLength(3)
})
