/**
 * What happened in a run, as one ordered log. `exact` events are ordered as they were seen by us (on the wire, or in our
 * own acts); `polled` ones were true when asked for and say nothing about order.
 */

/** A key, value or header value as it crossed the wire; null where Kafka has null. */
export type Bytes = Buffer | null

/** One record as it crossed the wire. */
export interface WireRecord {
  readonly key: Bytes
  readonly value: Bytes
  readonly headers: readonly { readonly key: string; readonly value: Bytes }[]
  /** Milliseconds since the epoch, as its producer stamped it. */
  readonly timestamp: number
}

export interface FetchedRecord extends WireRecord {
  readonly offset: bigint
}

interface ProcessPart {
  /** The name that the run gave to the process, e.g. `producer` or `worker-2`. */
  readonly process: string
}
interface ConnectionPart extends ProcessPart {
  /** Counts the connections of the run from 1. */
  readonly connection: number
  /** Of an answer that the wire gave in place of the broker. */
  readonly forced?: true
}
interface CallPart extends ProcessPart {
  /** Counts the calls of exported functions from 1. */
  readonly call: number
}
interface CreditPart extends ProcessPart {
  /** Counts the credits that were asked for from 1. */
  readonly credit: number
  /** As the program gave them. */
  readonly purchaseId: string
  readonly customer: string
  /** The idempotency key; null where it gave none. */
  readonly key: string | null
}
interface TopicPartition {
  /** With the run's prefix. */
  readonly topic: string
  readonly partition: number
}

/** How a call of a learner's function ended. Names, messages and values are the learner's words. */
export type CallOutcome =
  /** `value` is JSON; undefined for nothing. */
  | { readonly kind: 'returned'; readonly value: unknown }
  /** It returned what JSON does not hold: a BigInt, NaN, a Map, a circle, a megabyte. `shown` is for people. */
  | { readonly kind: 'unreadable'; readonly shown: string }
  /** `loading`: the module itself threw when it was imported. */
  | { readonly kind: 'threw'; readonly name: string; readonly message: string; readonly loading: boolean }
  /** There is no function of this name; `found` is what `typeof` says, and `exports` what there is. */
  | { readonly kind: 'missing'; readonly found: string; readonly exports: readonly string[] }
  /** Its promise can't settle any more: nothing was left in the process that could have settled it. */
  | { readonly kind: 'never-settles' }
  /** It called `notWritten()`. */
  | { readonly kind: 'not-written'; readonly firstStep: string }
  /** Its process ended, which `fate` tells for people: how, and what it complained of. */
  | { readonly kind: 'ended'; readonly fate: string }
  /** It did not end within the limit. */
  | { readonly kind: 'overdue'; readonly limitMs: number }
  /** The checker saw that it would not end, and did not wait for the limit. */
  | { readonly kind: 'stuck' }

/** Everything a run can hold, by kind. Error codes are Kafka's (0 is none). */
export type EventBody =
  | ({ kind: 'started'; pid: number } & ProcessPart)
  | ({ kind: 'signalled'; signal: NodeJS.Signals } & ProcessPart)
  | ({ kind: 'exited'; code: number | null; signal: NodeJS.Signals | null } & ProcessPart)
  | ({ kind: 'printed'; stream: 'stdout' | 'stderr'; line: string } & ProcessPart)
  /** A limit of the runner ended it, and which. */
  | ({ kind: 'limited'; limit: 'time' | 'memory' | 'output' | 'processes' | 'messages'; detail: string } & ProcessPart)
  /** A function that the learner's module exports was called. `args` are JSON; functions of ours among them are `(name)`. */
  | ({ kind: 'called'; name: string; args: readonly unknown[] } & CallPart)
  /** How that call ended. */
  | ({ kind: 'call-ended'; outcome: CallOutcome } & CallPart)
  /** The learner's code called a function of ours that this call had been given, e.g. `queue.ack`. */
  | ({ kind: 'remote-called'; name: string; args: readonly unknown[] } & CallPart)
  /** Our answer, when it was sent: a value, or the error that it rejects with. `asked`: the number of the event that it answers. */
  | ({
      kind: 'remote-answered'
      asked: number
      name: string
      value?: unknown
      refusal?: { readonly name: string; readonly message: string }
    } & CallPart)
  /** A program asked the loyalty service for a credit. */
  | ({ kind: 'credit-asked' } & CreditPart)
  /**
   * How that ended, when it was said. Points were added by `credited`, and by `cut`, of which nobody was told. `known`: its key
   * was done before. `abandoned`: its program had gone.
   */
  | ({
      kind: 'credit-answered'
      outcome: 'credited' | 'cut' | 'known' | 'rejected' | 'unavailable' | 'abandoned'
    } & CreditPart)
  | ({ kind: 'connected' } & ConnectionPart)
  /** `by`: who closed first. */
  | ({ kind: 'disconnected'; by: 'program' | 'broker' | 'checker' } & ConnectionPart)
  /** Any request that is passed on, also those decoded further below; one event each, before its response. */
  | ({ kind: 'requested'; api: string; version: number; correlationId: number } & ConnectionPart)
  /** Names of topics that a Metadata request asked for, whether there are such topics or not. */
  | ({ kind: 'topics-asked'; topics: readonly string[] } & ConnectionPart)
  /** A request that was not passed on, as programs of an exercise have no use for it: `what` it asked for. */
  | ({ kind: 'refused'; api: string; what: string } & ConnectionPart)
  /**
   * A partition's part of a Produce request, when it left the program. `send` pairs it with its `produce-answered`. Here and
   * in `fetched` the records are kept as they crossed the wire, checked, and made when they are first read.
   */
  | ({
      kind: 'produced'
      send: number
      acks: number
      records: readonly WireRecord[]
      transactionalId: string | null
    } & TopicPartition &
      ConnectionPart)
  /** The response, when it was passed on to the program; absent for acks 0, and when the response was never passed on. */
  | ({ kind: 'produce-answered'; send: number; error: number; baseOffset: bigint } & TopicPartition & ConnectionPart)
  /** A partition's part of a Fetch response with at least one record, when it was passed on. */
  | ({ kind: 'fetched'; records: readonly FetchedRecord[]; highWatermark: bigint; error: number } & TopicPartition &
      ConnectionPart)
  | ({ kind: 'commit-requested'; commit: number; group: string; memberId: string; offset: bigint } & TopicPartition &
      ConnectionPart)
  | ({
      kind: 'committed'
      commit: number
      group: string
      memberId: string
      offset: bigint
      error: number
    } & TopicPartition &
      ConnectionPart)
  /** A JoinGroup response: error 0 is a member; `subscription` is what this member asked for. */
  | ({
      kind: 'joined'
      group: string
      memberId: string
      generation: number
      leader: boolean
      subscription: readonly string[]
      sessionTimeoutMs: number
      error: number
    } & ConnectionPart)
  /** A SyncGroup response. */
  | ({
      kind: 'assigned'
      group: string
      memberId: string
      generation: number
      assignment: readonly { readonly topic: string; readonly partitions: readonly number[] }[]
      error: number
    } & ConnectionPart)
  | ({ kind: 'left'; group: string; memberId: string; by: 'program' | 'checker' } & Partial<ProcessPart>)
  /** What the checker did or noticed itself, in a few words; also `held` and `released` of the wire. */
  | { kind: 'checker'; what: string }
  /** Our fault or the broker's, or something that is no mistake and that we cannot follow: the run is ungradable. */
  | { kind: 'fault'; what: string; process?: string }
  /** A committed offset when asked for; null where the group has none. */
  | { kind: 'offset-read'; group: string; topic: string; partition: number; offset: bigint | null }

export type EventKind = EventBody['kind']

/** `seq` counts from 1 without gaps; `at` is milliseconds since the run began, monotonic. */
export type Event = EventBody & { readonly seq: number; readonly at: number; readonly certainty: 'exact' | 'polled' }

export type EventOf<K extends EventKind> = Extract<Event, { kind: K }>
