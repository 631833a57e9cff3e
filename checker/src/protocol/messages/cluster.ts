import {
  array,
  between,
  boolean,
  int16,
  int32,
  int8,
  nullableArray,
  nullableString,
  since,
  string,
  struct,
} from '../schema.ts'

/** Requests about the cluster itself: versions, metadata, topics, settings. */

/** Any version: what later ones add names the client's software and is not read. */
export const apiVersionsRequest = struct({})

export const apiVersionsResponse = struct({
  errorCode: int16,
  apis: array(struct({ key: int16, minVersion: int16, maxVersion: int16 })),
  throttleTimeMs: since(1, int32, 0),
})

export const metadataRequest = struct({
  /** Null asks for all; in version 0 an empty list does. */
  topics: nullableArray(string, 1),
  allowAutoTopicCreation: since(4, boolean, true),
})

export const metadataResponse = struct({
  throttleTimeMs: since(3, int32, 0),
  brokers: array(struct({ nodeId: int32, host: string, port: int32, rack: since(1, nullableString, null) })),
  clusterId: since(2, nullableString, null),
  /** −1 while there is none. */
  controllerId: since(1, int32, -1),
  topics: array(
    struct({
      errorCode: int16,
      name: string,
      internal: since(1, boolean, false),
      partitions: array(
        struct({
          errorCode: int16,
          index: int32,
          /** −1 while there is none. */
          leader: int32,
          replicas: array(int32),
          inSyncReplicas: array(int32),
          offlineReplicas: since(5, array(int32), []),
        }),
      ),
    }),
  ),
})

export const createTopicsRequest = struct({
  topics: array(
    struct({
      name: string,
      /** −1 where `assignments` says it. */
      partitions: int32,
      replicationFactor: int16,
      assignments: array(struct({ partition: int32, brokers: array(int32) })),
      configs: array(struct({ name: string, value: nullableString })),
    }),
  ),
  timeoutMs: int32,
  validateOnly: since(1, boolean, false),
})

export const createTopicsResponse = struct({
  throttleTimeMs: since(2, int32, 0),
  topics: array(struct({ name: string, errorCode: int16, errorMessage: since(1, nullableString, null) })),
})

export const deleteTopicsRequest = struct({ topics: array(string), timeoutMs: int32 })

export const deleteTopicsResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  topics: array(struct({ name: string, errorCode: int16 })),
})

export const describeConfigsRequest = struct({
  resources: array(
    struct({
      /** 2: a topic, 4: a broker. */
      type: int8,
      name: string,
      /** Null asks for all. */
      keys: nullableArray(string),
    }),
  ),
  includeSynonyms: since(1, boolean, false),
})

export const describeConfigsResponse = struct({
  throttleTimeMs: int32,
  results: array(
    struct({
      errorCode: int16,
      errorMessage: nullableString,
      type: int8,
      name: string,
      configs: array(
        struct({
          name: string,
          value: nullableString,
          readOnly: boolean,
          isDefault: between(0, 0, boolean, false),
          source: since(1, int8, -1),
          sensitive: boolean,
          synonyms: since(1, array(struct({ name: string, value: nullableString, source: int8 })), []),
        }),
      ),
    }),
  ),
})
