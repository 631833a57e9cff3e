/** Kafka's wire format, and a small client for what the checker asks. */
export { type Address, parseBootstrap } from './addresses.ts'
export { type ApiName, apiName } from './api-names.ts'
export {
  APIS,
  type DecodedApi,
  type RequestBody,
  type RequestInput,
  type ResponseBody,
  type ResponseInput,
  isDecoded,
} from './apis.ts'
export type { Batch } from './batch.ts'
export { decodeBatches } from './batches.ts'
export type { BrokerAddress, ClusterOptions } from './brokers.ts'
export { type ChangeAnswer, Cluster, type NewTopic, type ReadRecord } from './cluster.ts'
export type { Compression } from './compression.ts'
export { Connection, type ConnectionOptions } from './connection.ts'
export { type BatchOptions, type NewRecord, encodeBatch } from './encode-batch.ts'
export { type ErrorName, errorCode, errorName, isRetriable } from './errors.ts'
export { FrameSplitter, MAX_FRAME_BYTES, writeFrame } from './frames.ts'
export { type SeenPartition, type SeenTopic, batchesAt, logEnds, partitionName, topicsSeen } from './glance.ts'
export { type CommittedOffset, type DescribedGroup, OWN_PREFIX, PROBE_NAME } from './group-admin.ts'
export { GroupMember } from './group-member.ts'
export { MalformedFrame } from './malformed-frame.ts'
export { type AssignedTopic, decodeAssignment, decodeSubscription } from './members.ts'
export { type CommitRecord, OFFSETS_TOPIC, commitsFromNow } from './offsets-topic.ts'
export { murmur2, partitionFor } from './partitioner.ts'
export {
  type Request,
  type RequestOf,
  correlationIdOf,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from './requests.ts'
export { SPOKEN, notOffered } from './spoken.ts'
