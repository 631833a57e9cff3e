import * as calls from './draft-of-calls.ts'
import * as connections from './draft-of-connections.ts'
import * as groups from './draft-of-groups.ts'
import * as kafka from './draft-of-kafka.ts'
import * as programs from './draft-of-programs.ts'
import type { Draft } from './draft.ts'
import { withEnds } from './ends.ts'
import type { SavedEvent } from './evidence-reader.ts'

interface Around {
  readonly bases: kafka.BaseOffsets
  /** Programs of the scene neither send nor read: what they ask is what they do. */
  readonly asksOnly: boolean
  /** The highest offset that was committed of each partition so far. */
  readonly committed: Map<string, bigint>
}

const DOES_MORE: readonly SavedEvent['kind'][] = ['produced', 'fetched', 'joined', 'called', 'credit-asked']

/** What a scene's events are in a picture, in their order; what says nothing to a learner is left out. */
export function draftsOf(events: readonly SavedEvent[]): Draft[] {
  const bases = new Map(
    events.flatMap((event): [string, bigint][] =>
      event.kind === 'produce-answered' && event.error === 0 && /^\d{1,19}$/.test(event.baseOffset)
        ? [[kafka.pairOfSend(event), BigInt(event.baseOffset)]]
        : [],
    ),
  )
  const around = {
    bases,
    committed: new Map<string, bigint>(),
    asksOnly: !events.some(({ kind }) => DOES_MORE.includes(kind)),
  }
  const drafts = withEnds(
    events,
    events.flatMap((event): Draft[] => {
      if (event.kind === 'joined' && isToldByAssignment(event, events)) return []
      const made = draftOf(event, around)
      return made ? [{ ...made, events: [event], process: programs.processOf(event) }] : []
    }),
  )
  const answered = new Set(drafts.flatMap(({ pair, answers }) => (pair !== undefined && answers ? [pair] : [])))
  return drafts.map((draft) =>
    isUnanswered(draft, answered) ? { ...draft, words: `${draft.words}: never answered` } : draft,
  )
}

function isUnanswered({ pair, answers, events }: Draft, answered: ReadonlySet<string>): boolean {
  if (pair === undefined || answers || answered.has(pair)) return false
  // Who asks for no acknowledgement gets none.
  return !events.some((event) => event.kind === 'produced' && event.acks === 0)
}

/** A member that is given partitions has joined. */
function isToldByAssignment(
  { process, generation, subscription }: Extract<SavedEvent, { kind: 'joined' }>,
  events: readonly SavedEvent[],
): boolean {
  return (
    subscription.length > 0 &&
    events.some(
      (event) =>
        event.kind === 'assigned' && event.error === 0 && event.process === process && event.generation === generation,
    )
  )
}

/** Notes what is committed of each partition; gives back what was committed of this event's partition before. */
function noteCommit(committed: Map<string, bigint>, event: SavedEvent): bigint | undefined {
  if (event.kind !== 'committed' && event.kind !== 'fetched') return undefined
  const place = `${event.topic}/${event.partition}`
  const before = committed.get(place)
  if (event.kind === 'committed' && event.error === 0) {
    const offset = kafka.wholeOf(event.offset)
    if (before === undefined || offset > before) committed.set(place, offset)
  }
  return before
}

function draftOf(
  event: SavedEvent,
  { bases, asksOnly, committed }: Around,
): Omit<Draft, 'events' | 'process'> | undefined {
  switch (event.kind) {
    case 'produced':
      return kafka.produced(event, bases)
    case 'requested':
      return connections.requested(event, asksOnly)
    case 'produce-answered':
      return kafka.produceAnswered(event)
    case 'fetched':
      return kafka.fetched(event, noteCommit(committed, event))
    case 'commit-requested':
      return kafka.commitRequested(event)
    case 'committed':
      noteCommit(committed, event)
      return kafka.committed(event)
    case 'joined':
      return groups.joined(event)
    case 'assigned':
      return groups.assigned(event)
    case 'left':
      return groups.left(event)
    case 'connected':
      return connections.connected(event)
    case 'disconnected':
      return connections.disconnected(event)
    case 'topics-asked':
      return connections.topicsAsked(event)
    case 'refused':
      return connections.refused(event)
    case 'offset-read':
      return kafka.offsetRead(event)
    default:
      return ofPrograms(event)
  }
}

function ofPrograms(event: SavedEvent): Omit<Draft, 'events' | 'process'> | undefined {
  switch (event.kind) {
    case 'started':
      return programs.started(event)
    case 'signalled':
      return programs.signalled(event)
    case 'exited':
      return programs.exited(event)
    case 'printed':
      return programs.printed(event)
    case 'limited':
      return programs.limited(event)
    case 'credit-asked':
      return programs.creditAsked(event)
    case 'credit-answered':
      return programs.creditAnswered(event)
    case 'checker':
      return programs.ofChecker(event)
    case 'fault':
      return programs.fault(event)
    case 'called':
      return calls.called(event)
    case 'call-ended':
      return calls.callEnded(event)
    case 'remote-called':
      return calls.remoteCalled(event)
    case 'remote-answered':
      return calls.remoteAnswered(event)
    default:
      return undefined
  }
}
