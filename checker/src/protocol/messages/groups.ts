import {
  array,
  between,
  boolean,
  bytes,
  int16,
  int32,
  int64,
  int8,
  nullableArray,
  nullableString,
  since,
  string,
  struct,
} from '../schema.ts'

/** Requests of consumer groups: membership, offsets, and what an admin asks about them. */

export const findCoordinatorRequest = struct({
  key: string,
  /** 0: a group, 1: a transactional id. */
  keyType: since(1, int8, 0),
})

export const findCoordinatorResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  errorCode: int16,
  errorMessage: since(1, nullableString, null),
  nodeId: int32,
  host: string,
  port: int32,
})

export const joinGroupRequest = struct({
  groupId: string,
  sessionTimeoutMs: int32,
  rebalanceTimeoutMs: since(1, int32, -1),
  memberId: string,
  groupInstanceId: since(5, nullableString, null),
  protocolType: string,
  protocols: array(struct({ name: string, metadata: bytes })),
})

export const joinGroupResponse = struct({
  throttleTimeMs: since(2, int32, 0),
  errorCode: int16,
  generationId: int32,
  protocolName: string,
  leader: string,
  memberId: string,
  members: array(struct({ memberId: string, groupInstanceId: since(5, nullableString, null), metadata: bytes })),
})

export const syncGroupRequest = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
  assignments: array(struct({ memberId: string, assignment: bytes })),
})

export const syncGroupResponse = struct({ throttleTimeMs: since(1, int32, 0), errorCode: int16, assignment: bytes })

export const heartbeatRequest = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
})

export const heartbeatResponse = struct({ throttleTimeMs: since(1, int32, 0), errorCode: int16 })

export const leaveGroupRequest = struct({
  groupId: string,
  memberId: between(0, 2, string, ''),
  members: since(3, array(struct({ memberId: string, groupInstanceId: nullableString })), []),
})

export const leaveGroupResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  errorCode: int16,
  members: since(3, array(struct({ memberId: string, groupInstanceId: nullableString, errorCode: int16 })), []),
})

export const offsetCommitRequest = struct({
  groupId: string,
  generationId: since(1, int32, -1),
  memberId: since(1, string, ''),
  retentionTimeMs: between(2, 4, int64, -1n),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          offset: int64,
          commitTimestamp: between(1, 1, int64, -1n),
          metadata: nullableString,
        }),
      ),
    }),
  ),
})

const partitionErrors = array(struct({ name: string, partitions: array(struct({ index: int32, errorCode: int16 })) }))

export const offsetCommitResponse = struct({ throttleTimeMs: since(3, int32, 0), topics: partitionErrors })

export const offsetFetchRequest = struct({
  groupId: string,
  /** Null asks for all. */
  topics: nullableArray(struct({ name: string, partitions: array(int32) }), 2),
})

export const offsetFetchResponse = struct({
  throttleTimeMs: since(3, int32, 0),
  topics: array(
    struct({
      name: string,
      /** Offset −1: none committed. */
      partitions: array(struct({ index: int32, offset: int64, metadata: nullableString, errorCode: int16 })),
    }),
  ),
  errorCode: since(2, int16, 0),
})

export const txnOffsetCommitRequest = struct({
  transactionalId: string,
  groupId: string,
  producerId: int64,
  producerEpoch: int16,
  topics: array(
    struct({ name: string, partitions: array(struct({ index: int32, offset: int64, metadata: nullableString })) }),
  ),
})

export const txnOffsetCommitResponse = struct({ throttleTimeMs: int32, topics: partitionErrors })

export const describeGroupsRequest = struct({
  groups: array(string),
  includeAuthorizedOperations: since(3, boolean, false),
})

export const describeGroupsResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  groups: array(
    struct({
      errorCode: int16,
      groupId: string,
      state: string,
      protocolType: string,
      protocol: string,
      members: array(
        struct({
          memberId: string,
          groupInstanceId: since(4, nullableString, null),
          clientId: string,
          clientHost: string,
          metadata: bytes,
          assignment: bytes,
        }),
      ),
      authorizedOperations: since(3, int32, -0x80000000),
    }),
  ),
})

export const listGroupsRequest = struct({})

export const listGroupsResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  errorCode: int16,
  groups: array(struct({ groupId: string, protocolType: string })),
})

export const deleteGroupsRequest = struct({ groups: array(string) })

export const deleteGroupsResponse = struct({
  throttleTimeMs: int32,
  results: array(struct({ groupId: string, errorCode: int16 })),
})
