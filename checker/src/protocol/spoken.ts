import { type DecodedApi, type ResponseBody, apiKey } from './apis.ts'

/**
 * The APIs that the checker's own client speaks, each in one version: none of them flexible, and all of them in every Kafka
 * from 2.3 (Fetch 11) to 4.0 (whose floors KIP-896 sets).
 */
export const SPOKEN = {
  Produce: 7,
  Fetch: 11,
  ListOffsets: 2,
  Metadata: 5,
  OffsetCommit: 5,
  OffsetFetch: 3,
  FindCoordinator: 2,
  JoinGroup: 5,
  SyncGroup: 3,
  Heartbeat: 3,
  LeaveGroup: 2,
  DescribeGroups: 2,
  ListGroups: 2,
  // Which any broker takes.
  ApiVersions: 0,
  CreateTopics: 3,
  DeleteTopics: 3,
  DeleteRecords: 1,
  DescribeConfigs: 1,
  DeleteGroups: 1,
} as const satisfies Partial<Record<DecodedApi, number>>

export type SpokenApi = keyof typeof SPOKEN

/** What of `SPOKEN` a broker does not offer, by its answer to ApiVersions: each as `Fetch 11`. */
export function notOffered(apis: ResponseBody<'ApiVersions'>['apis']): string[] {
  return (Object.keys(SPOKEN) as SpokenApi[]).flatMap((api) => {
    const offered = apis.find(({ key }) => key === apiKey(api))
    const version = SPOKEN[api]
    const fits = offered !== undefined && offered.minVersion <= version && version <= offered.maxVersion
    return fits ? [] : [`${api} ${version}`]
  })
}
