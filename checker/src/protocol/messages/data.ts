import {
  array,
  boolean,
  int16,
  int32,
  int64,
  int8,
  nullableArray,
  nullableString,
  records,
  since,
  between,
  string,
  struct,
} from '../schema.ts'

/** Requests that move records: Produce, Fetch, ListOffsets, and the producer's side of idempotence and transactions. */

export const produceRequest = struct({
  transactionalId: since(3, nullableString, null),
  acks: int16,
  timeoutMs: int32,
  topics: array(struct({ name: string, partitions: array(struct({ index: int32, records })) })),
})

export const produceResponse = struct({
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          errorCode: int16,
          baseOffset: int64,
          logAppendTimeMs: since(2, int64, -1n),
          logStartOffset: since(5, int64, -1n),
        }),
      ),
    }),
  ),
  throttleTimeMs: since(1, int32, 0),
})

export const fetchRequest = struct({
  replicaId: int32,
  maxWaitMs: int32,
  minBytes: int32,
  maxBytes: since(3, int32, 0x7fffffff),
  /** 0: read uncommitted, 1: read committed. */
  isolationLevel: since(4, int8, 0),
  sessionId: since(7, int32, 0),
  /** −1: no fetch session. */
  sessionEpoch: since(7, int32, -1),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          currentLeaderEpoch: since(9, int32, -1),
          fetchOffset: int64,
          logStartOffset: since(5, int64, -1n),
          maxBytes: int32,
        }),
      ),
    }),
  ),
  forgottenTopics: since(7, array(struct({ name: string, partitions: array(int32) })), []),
  rackId: since(11, string, ''),
})

export const fetchResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  errorCode: since(7, int16, 0),
  sessionId: since(7, int32, 0),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          errorCode: int16,
          highWatermark: int64,
          lastStableOffset: since(4, int64, -1n),
          logStartOffset: since(5, int64, -1n),
          abortedTransactions: since(4, nullableArray(struct({ producerId: int64, firstOffset: int64 })), null),
          preferredReadReplica: since(11, int32, -1),
          records,
        }),
      ),
    }),
  ),
})

/** Timestamps: −1 asks for the latest offset, −2 for the earliest. */
export const listOffsetsRequest = struct({
  replicaId: int32,
  isolationLevel: since(2, int8, 0),
  topics: array(
    struct({
      name: string,
      partitions: array(struct({ index: int32, timestamp: int64, maxOffsets: between(0, 0, int32, 1) })),
    }),
  ),
})

export const listOffsetsResponse = struct({
  throttleTimeMs: since(2, int32, 0),
  topics: array(
    struct({
      name: string,
      partitions: array(
        struct({
          index: int32,
          errorCode: int16,
          oldStyleOffsets: between(0, 0, array(int64), []),
          timestamp: since(1, int64, -1n),
          offset: since(1, int64, -1n),
        }),
      ),
    }),
  ),
})

export const deleteRecordsRequest = struct({
  topics: array(
    struct({
      name: string,
      /** Records before `offset` are deleted; −1 stands for the end of the partition. */
      partitions: array(struct({ index: int32, offset: int64 })),
    }),
  ),
  timeoutMs: int32,
})

export const deleteRecordsResponse = struct({
  throttleTimeMs: int32,
  topics: array(
    struct({ name: string, partitions: array(struct({ index: int32, lowWatermark: int64, errorCode: int16 })) }),
  ),
})

export const initProducerIdRequest = struct({ transactionalId: nullableString, transactionTimeoutMs: int32 })

export const initProducerIdResponse = struct({
  throttleTimeMs: int32,
  errorCode: int16,
  producerId: int64,
  producerEpoch: int16,
})

const transaction = { transactionalId: string, producerId: int64, producerEpoch: int16 } as const

export const addPartitionsToTxnRequest = struct({
  ...transaction,
  topics: array(struct({ name: string, partitions: array(int32) })),
})

export const addPartitionsToTxnResponse = struct({
  throttleTimeMs: int32,
  topics: array(struct({ name: string, partitions: array(struct({ index: int32, errorCode: int16 })) })),
})

export const addOffsetsToTxnRequest = struct({ ...transaction, groupId: string })
export const endTxnRequest = struct({ ...transaction, committed: boolean })
/** Of AddOffsetsToTxn and EndTxn. */
export const errorOnlyResponse = struct({ throttleTimeMs: int32, errorCode: int16 })
