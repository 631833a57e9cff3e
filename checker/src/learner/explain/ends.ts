import type { Draft } from './draft.ts'
import type { SavedEvent } from './evidence-reader.ts'

/** What there is behind the last thing that anybody did, when a scene is put away. */
const PUTTING_AWAY: readonly SavedEvent['kind'][] = [
  'signalled',
  'exited',
  'disconnected',
  'printed',
  'checker',
  'limited',
]

/**
 * A process that was killed is gone with that: its exit is no step of its own. One that still ran when the scene was over is
 * ended, which is no part of the story.
 */
export function withEnds(events: readonly SavedEvent[], drafts: readonly Draft[]): Draft[] {
  const lastDeed = events.findLast((event) => !PUTTING_AWAY.includes(event.kind) && !isAfterDeath(event))?.seq ?? 0
  // A process that hosts functions is ours: it ends when nothing more is called.
  const isHost = events.some(({ kind }) => kind === 'called')
  return drafts.flatMap((draft): Draft[] => {
    const [event] = draft.events
    if (event?.kind === 'exited' && event.signal === 'SIGKILL' && killBefore(event, drafts)) return []
    if (draft.sign !== 'death' || !event) return [draft]
    const exit = drafts.find(
      ({ events: [other] }) => other?.kind === 'exited' && other.process === draft.process && other.seq > event.seq,
    )
    const whole = { ...draft, events: [...draft.events, ...(exit?.events ?? [])] }
    if (event.kind !== 'signalled' || event.seq < lastDeed) return [whole]
    return [
      {
        ...whole,
        sign: 'end',
        words: isHost ? 'the scene is over' : `${draft.process} still runs, and is ended by the checker`,
      },
    ]
  })
}

function killBefore(exit: SavedEvent & { process: string }, drafts: readonly Draft[]): boolean {
  return drafts.some(
    ({ sign, process, events }) => sign === 'death' && process === exit.process && (events[0]?.seq ?? 0) < exit.seq,
  )
}

/** Said of a credit whose program had gone. */
function isAfterDeath(event: SavedEvent): boolean {
  return event.kind === 'credit-answered' && event.outcome === 'abandoned'
}
