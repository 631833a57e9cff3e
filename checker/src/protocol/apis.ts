import { API_NAMES, type ApiName } from './api-names.ts'
import * as cluster from './messages/cluster.ts'
import * as data from './messages/data.ts'
import * as groups from './messages/groups.ts'
import type { InputOf, Schema, ValueOf } from './schema.ts'

/**
 * The APIs that we decode, with their versions from 0 to `max`: the highest that kafkajs 2.2.4 sends (for some, the highest
 * that is not flexible, which our own client uses). Field by field they agree with the schemas of kafka-clients 3.9.2;
 * a test compares them.
 */
export const APIS = {
  Produce: { max: 7, request: data.produceRequest, response: data.produceResponse },
  Fetch: { max: 11, request: data.fetchRequest, response: data.fetchResponse },
  ListOffsets: { max: 3, request: data.listOffsetsRequest, response: data.listOffsetsResponse },
  Metadata: { max: 6, request: cluster.metadataRequest, response: cluster.metadataResponse },
  OffsetCommit: { max: 5, request: groups.offsetCommitRequest, response: groups.offsetCommitResponse },
  OffsetFetch: { max: 4, request: groups.offsetFetchRequest, response: groups.offsetFetchResponse },
  FindCoordinator: { max: 2, request: groups.findCoordinatorRequest, response: groups.findCoordinatorResponse },
  JoinGroup: { max: 5, request: groups.joinGroupRequest, response: groups.joinGroupResponse },
  Heartbeat: { max: 3, request: groups.heartbeatRequest, response: groups.heartbeatResponse },
  LeaveGroup: { max: 3, request: groups.leaveGroupRequest, response: groups.leaveGroupResponse },
  SyncGroup: { max: 3, request: groups.syncGroupRequest, response: groups.syncGroupResponse },
  DescribeGroups: { max: 4, request: groups.describeGroupsRequest, response: groups.describeGroupsResponse },
  ListGroups: { max: 2, request: groups.listGroupsRequest, response: groups.listGroupsResponse },
  ApiVersions: { max: 2, request: cluster.apiVersionsRequest, response: cluster.apiVersionsResponse },
  CreateTopics: { max: 4, request: cluster.createTopicsRequest, response: cluster.createTopicsResponse },
  DeleteTopics: { max: 3, request: cluster.deleteTopicsRequest, response: cluster.deleteTopicsResponse },
  DeleteRecords: { max: 1, request: data.deleteRecordsRequest, response: data.deleteRecordsResponse },
  InitProducerId: { max: 1, request: data.initProducerIdRequest, response: data.initProducerIdResponse },
  AddPartitionsToTxn: { max: 1, request: data.addPartitionsToTxnRequest, response: data.addPartitionsToTxnResponse },
  AddOffsetsToTxn: { max: 1, request: data.addOffsetsToTxnRequest, response: data.errorOnlyResponse },
  EndTxn: { max: 1, request: data.endTxnRequest, response: data.errorOnlyResponse },
  TxnOffsetCommit: { max: 1, request: groups.txnOffsetCommitRequest, response: groups.txnOffsetCommitResponse },
  DescribeConfigs: { max: 2, request: cluster.describeConfigsRequest, response: cluster.describeConfigsResponse },
  DeleteGroups: { max: 1, request: groups.deleteGroupsRequest, response: groups.deleteGroupsResponse },
} as const satisfies Partial<Record<ApiName, { max: number; request: Schema; response: Schema }>>

export type DecodedApi = keyof typeof APIS

/** An API that we know by name only. */
export type OpaqueApi = Exclude<ApiName, DecodedApi>

export type RequestBody<A extends DecodedApi> = ValueOf<(typeof APIS)[A]['request']>
export type ResponseBody<A extends DecodedApi> = ValueOf<(typeof APIS)[A]['response']>
export type RequestInput<A extends DecodedApi> = InputOf<(typeof APIS)[A]['request']>
export type ResponseInput<A extends DecodedApi> = InputOf<(typeof APIS)[A]['response']>

export function isDecoded(api: ApiName): api is DecodedApi {
  return Object.hasOwn(APIS, api)
}

export function apiKey(api: ApiName): number {
  return API_NAMES.indexOf(api)
}
