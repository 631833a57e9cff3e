import type { Event, EventBody, EventKind, EventOf } from './events.ts'

type Listener = (event: Event) => void

/** The ordered log of one run. Appending is synchronous, so that the order of the log is the order in which we saw things. */
export class Evidence {
  readonly #events: Event[] = []
  /** Waits ask for one kind or another with each event. */
  readonly #byKind = new Map<EventKind, Event[]>()
  readonly #listeners = new Set<Listener>()
  readonly #startedAt = performance.now()

  /**
   * Appends one event and tells the listeners; gives it back with its number and time. The event is `body` itself, so that
   * what is made when it is first read, as records are, is not made now.
   */
  add(body: EventBody, certainty: Event['certainty'] = 'exact'): Event {
    const event = Object.assign(body, {
      seq: this.#events.length + 1,
      at: performance.now() - this.#startedAt,
      certainty,
    }) as Event
    this.#events.push(event)
    const ofKind = this.#byKind.get(event.kind)
    if (ofKind) ofKind.push(event)
    else this.#byKind.set(event.kind, [event])
    for (const listener of this.#listeners) listener(event)
    return event
  }

  get all(): readonly Event[] {
    return this.#events
  }

  /** The events of one kind, oldest first, narrowed to its type. */
  of<K extends EventKind>(kind: K): readonly EventOf<K>[] {
    return (this.#byKind.get(kind) ?? []) as EventOf<K>[]
  }

  /** Calls `listener` for each event from now on, until the function that it gives back is called. */
  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
