import { readValue, writeValue } from './codec.ts'
import { MalformedFrame } from './malformed-frame.ts'
import { Reader } from './reader.ts'
import { array, int16, int32, string, struct } from './schema.ts'
import { Writer } from './writer.ts'

/**
 * What consumers put into JoinGroup and SyncGroup, which to the broker are bytes. Source: ConsumerProtocolSubscription.json
 * and ConsumerProtocolAssignment.json of Kafka; later versions only add to the end.
 */
const subscription = struct({ version: int16, topics: array(string) })
const assignment = struct({ version: int16, topics: array(struct({ topic: string, partitions: array(int32) })) })

export interface AssignedTopic {
  readonly topic: string
  readonly partitions: readonly number[]
}

/** What a member asks for when it joins: the first version of it, without user data. */
export function encodeSubscription(topics: readonly string[]): Buffer {
  const writer = new Writer()
  writeValue<typeof subscription>(subscription, writer, 0, { version: 0, topics })
  writer.int32(-1)
  return writer.buffer
}

/** What a member is given: the first version of it, without user data. */
export function encodeAssignment(topics: readonly AssignedTopic[]): Buffer {
  const writer = new Writer()
  writeValue<typeof assignment>(assignment, writer, 0, { version: 0, topics })
  writer.int32(-1)
  return writer.buffer
}

/** The topics that a member asks for; undefined when the bytes are not a consumer's. */
export function decodeSubscription(metadata: Buffer): readonly string[] | undefined {
  return attempt(() => readValue(subscription, new Reader(metadata), 0).topics)
}

/** What a member was given: nothing for no bytes; undefined when the bytes are not a consumer's. */
export function decodeAssignment(bytes: Buffer): readonly AssignedTopic[] | undefined {
  if (bytes.length === 0) return []
  return attempt(() => readValue(assignment, new Reader(bytes), 0).topics)
}

function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof MalformedFrame) return undefined
    throw error
  }
}
