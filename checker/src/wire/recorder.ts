import type { EventBody, EventOf, Evidence, FetchedRecord } from '../evidence/index.ts'
import {
  type Batch,
  type Request,
  type ResponseBody,
  decodeAssignment,
  decodeBatches,
  decodeResponse,
  decodeSubscription,
} from '../protocol/index.ts'
import type { Members } from './members.ts'

/** Numbers that are unique in a run. */
export interface Counters {
  sends: number
  commits: number
}

/** A request that waits for its response, with what evidence needs to pair the two. */
export interface Pending {
  readonly request: Request
  readonly produced: readonly EventOf<'produced'>[]
  readonly commit: number
  /** When the broker may be expected to have answered, on the clock of `performance.now()`: a Fetch may wait for records. */
  readonly dueAt: number
  /** The response is being passed on as it comes, before all of it is there. */
  passing?: boolean
}

/** Where the recorder stands: one connection of one process. */
export interface RecorderOptions {
  readonly evidence: Evidence
  readonly counters: Counters
  readonly members: Members
  readonly process: string
  readonly connection: number
  /** Of answers of the wire, which it gives in place of the broker. */
  readonly forced?: true
}

/** Turns what crosses one connection into evidence. */
export class Recorder {
  readonly #options: RecorderOptions
  readonly #at: Pick<RecorderOptions, 'process' | 'connection' | 'forced'>

  constructor(options: RecorderOptions) {
    this.#options = options
    const { process, connection, forced } = options
    this.#at = { process, connection, ...(forced && { forced }) }
  }

  /** Records answers of the wire on the same connection. */
  get forced(): Recorder {
    return new Recorder({ ...this.#options, forced: true })
  }

  add(body: EventBody): void {
    this.#options.evidence.add(body)
  }

  /** Notes a request when it is passed on. Throws MalformedFrame for records that are none. */
  request(request: Request): Pending {
    const { evidence, counters, members } = this.#options
    const { api, version, correlationId } = request
    this.#noteMember(request)
    evidence.add({ kind: 'requested', api, version, correlationId, ...this.#at })
    if (request.api === 'Metadata' && request.body.topics && request.body.topics.length > 0)
      evidence.add({ kind: 'topics-asked', topics: request.body.topics, ...this.#at })
    let produced: EventOf<'produced'>[] = []
    if (request.api === 'Produce') produced = this.#produced(request.body)
    if (request.api === 'OffsetCommit') this.#commitRequested(request.body, ++counters.commits)
    if (request.api === 'LeaveGroup') {
      const { groupId: group, memberId, members: several } = request.body
      for (const id of memberId === '' ? several.map((member) => member.memberId) : [memberId]) {
        evidence.add({ kind: 'left', group, memberId: id, by: 'program', process: this.#at.process })
        members.left(group, id)
      }
    }
    const dueAt = performance.now() + (request.api === 'Fetch' ? request.body.maxWaitMs : 0)
    return { request, produced, commit: counters.commits, dueAt }
  }

  /** Notes a response when it is passed on. Throws MalformedFrame when it is not as its version says. */
  response({ request, produced, commit }: Pending, frame: Buffer): void {
    switch (request.api) {
      case 'Produce':
        return this.#produceAnswered(decodeResponse('Produce', request.version, frame).body, produced)
      case 'Fetch':
        return this.#fetched(decodeResponse('Fetch', request.version, frame).body)
      case 'OffsetCommit':
        return this.#committed(request.body, decodeResponse('OffsetCommit', request.version, frame).body, commit)
      case 'JoinGroup':
        return this.#joined(request.body, decodeResponse('JoinGroup', request.version, frame).body)
      case 'SyncGroup':
        return this.#assigned(request.body, decodeResponse('SyncGroup', request.version, frame).body)
      default:
    }
  }

  /** Whoever speaks with a member id is a member, or will be one, and on this connection now. */
  #noteMember(request: Request): void {
    switch (request.api) {
      case 'JoinGroup':
      case 'SyncGroup':
      case 'Heartbeat':
      case 'OffsetCommit':
        return this.#options.members.seen({
          group: request.body.groupId,
          memberId: request.body.memberId,
          ...this.#at,
        })
      default:
    }
  }

  #produced(body: BodyOf<'Produce'>): EventOf<'produced'>[] {
    const { evidence, counters } = this.#options
    const { acks, transactionalId } = body
    const send = ++counters.sends
    return body.topics.flatMap(({ name: topic, partitions }) =>
      partitions.map(({ index: partition, records: bytes }) => {
        const records = lazily(this.#batchesIn(bytes, topic, { mayBeCutOff: false }))
        return evidence.add({
          kind: 'produced',
          send,
          acks,
          get records() {
            return records()
          },
          transactionalId,
          topic,
          partition,
          ...this.#at,
        }) as EventOf<'produced'>
      }),
    )
  }

  #produceAnswered(body: ResponseBody<'Produce'>, produced: readonly EventOf<'produced'>[]): void {
    const send = produced[0]?.send ?? 0
    for (const { name: topic, partitions } of body.topics) {
      for (const { index: partition, errorCode: error, baseOffset } of partitions) {
        this.add({ kind: 'produce-answered', send, error, baseOffset, topic, partition, ...this.#at })
      }
    }
  }

  #fetched(body: ResponseBody<'Fetch'>): void {
    for (const { name: topic, partitions } of body.topics) {
      for (const { index: partition, errorCode: error, highWatermark, records: bytes } of partitions) {
        const batches = this.#batchesIn(bytes, topic, { mayBeCutOff: true })
        if (!batches.some(({ count, readable }) => readable && count > 0)) continue
        const records = lazily(batches)
        this.add({
          kind: 'fetched',
          get records() {
            return records()
          },
          highWatermark,
          error,
          topic,
          partition,
          ...this.#at,
        })
      }
    }
  }

  /** The batches that hold what programs write; a `fault` for each that cannot be read, which must not count as nothing. */
  #batchesIn(bytes: Buffer | null, topic: string, { mayBeCutOff }: { mayBeCutOff: boolean }): Batch[] {
    if (bytes === null) return []
    // The broker checks the checksums; here they would cost as much as all the rest.
    const batches = decodeBatches(bytes, { checkCrc: false, mayBeCutOff }).filter(({ control }) => !control)
    for (const { readable, compression, magic } of batches) {
      if (!readable) this.#unreadable(topic, magic < 2 ? `${compression} in the old format ${magic}` : compression)
    }
    return batches
  }

  /** kafkajs has no codec but gzip of its own: another comes from a further package, and is no mistake. */
  #unreadable(topic: string, how: string): void {
    const { process } = this.#at
    const what = `The records of ${topic} are compressed in a way that the checker cannot read (${how}): send them without compression or with gzip.`
    this.add({ kind: 'fault', process, what })
  }

  #commitRequested(body: BodyOf<'OffsetCommit'>, commit: number): void {
    const { groupId: group, memberId } = body
    for (const { name: topic, partitions } of body.topics) {
      for (const { index: partition, offset } of partitions) {
        this.add({ kind: 'commit-requested', commit, group, memberId, offset, topic, partition, ...this.#at })
      }
    }
  }

  #committed(asked: BodyOf<'OffsetCommit'>, body: ResponseBody<'OffsetCommit'>, commit: number): void {
    const { groupId: group, memberId } = asked
    for (const { name: topic, partitions } of body.topics) {
      for (const { index: partition, errorCode: error } of partitions) {
        const wanted = asked.topics
          .find(({ name }) => name === topic)
          ?.partitions.find(({ index }) => index === partition)
        const offset = wanted?.offset ?? -1n
        this.add({ kind: 'committed', commit, group, memberId, offset, error, topic, partition, ...this.#at })
      }
    }
  }

  #joined(asked: BodyOf<'JoinGroup'>, body: ResponseBody<'JoinGroup'>): void {
    const { groupId: group, sessionTimeoutMs, protocols } = asked
    const { errorCode: error, memberId, generationId: generation, leader } = body
    const metadata = protocols[0]?.metadata ?? Buffer.alloc(0)
    const subscription = decodeSubscription(metadata) ?? []
    this.add({
      kind: 'joined',
      group,
      memberId,
      generation,
      leader: leader === memberId,
      subscription,
      sessionTimeoutMs,
      error,
      ...this.#at,
    })
    // Since version 4 the first answer is an error with the id under which to join (KIP-394), and the group waits for it.
    this.#options.members.seen({ group, memberId, ...this.#at })
  }

  #assigned(asked: BodyOf<'SyncGroup'>, body: ResponseBody<'SyncGroup'>): void {
    const { groupId: group, memberId, generationId: generation } = asked
    const assignment = decodeAssignment(body.assignment) ?? []
    this.add({ kind: 'assigned', group, memberId, generation, assignment, error: body.errorCode, ...this.#at })
  }
}

/** The records of batches, made when they are first asked for: most are never looked at. */
function lazily(batches: readonly Batch[]): () => readonly FetchedRecord[] {
  let records: readonly FetchedRecord[] | undefined
  return () => (records ??= batches.flatMap((batch) => batch.records ?? []))
}

type BodyOf<A extends Request['api']> = Extract<Request, { api: A }>['body']
