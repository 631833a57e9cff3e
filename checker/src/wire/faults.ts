import type { EventOf } from '../evidence/index.ts'
import { type Fault, Faults, type Turn } from '../faults/index.ts'
import { type ApiName, type ErrorName, type Request, errorCode } from '../protocol/index.ts'

export type Way = 'request' | 'response'

/** A request that is about to be passed on to the broker, or a response to the program. */
export interface Crossing {
  readonly process: string
  readonly connection: number
  readonly way: Way
  /** The request itself, or the one that the response answers. */
  readonly request: Request
  /** The parts of a Produce request; empty for other APIs. */
  readonly produced: readonly EventOf<'produced'>[]
}

/** What becomes of a crossing besides waiting: its connection is cut in its place, or the program is answered with an error of Kafka's. */
export type Ending = { readonly kind: 'cut' } | { readonly kind: 'refuse'; readonly error: number }

/** Which crossings a fault is meant for: those for which all holds that is said here. */
export interface Trigger extends Turn {
  /** Left out: both ways. */
  readonly way?: Way
  readonly api?: ApiName
  readonly process?: string
  /** With the run's prefix: one that a Produce, Fetch or OffsetCommit request names. */
  readonly topic?: string
  readonly when?: (crossing: Crossing) => boolean
}

export type WireFault = Fault<Crossing, Ending>

/** What a scene can do to the connections of its programs. Behind what is kept back, all else on its connection waits too. */
export class WireFaults extends Faults<Crossing, Ending, Trigger> {
  readonly #note: (what: string) => void

  constructor(note: (what: string) => void) {
    super({
      purposeOf: ({ api = 'anything', way = 'either way', process = 'any program' }) => `${api} ${way} of ${process}`,
      describe: described,
      note,
    })
    this.#note = note
  }

  /** Cuts the connection in place of what matches: on a response the broker has done what was asked, and nobody knows. */
  cut(trigger: Trigger): WireFault {
    return this.add(trigger, 'cut the connection in place of', () => ({ kind: 'cut' }))
  }

  /** Answers with an error: to a request in place of the broker, which never sees it, or in place of its response. */
  refuse(trigger: Trigger, error: ErrorName): WireFault {
    return this.add(trigger, `answered ${error} to`, () => ({ kind: 'refuse', error: errorCode(error) }))
  }

  /** Nothing of this program's reaches the broker any more, nor the other way round, and no connection ends. */
  blackHole(process: string): WireFault {
    return this.hold({ process })
  }

  protected override isMeant({ way, api, process, topic, when }: Trigger, crossing: Crossing): boolean {
    const { request } = crossing
    return (
      (way ?? crossing.way) === crossing.way &&
      (api ?? request.api) === request.api &&
      (process ?? crossing.process) === crossing.process &&
      (topic === undefined || topicsOf(request).includes(topic)) &&
      (when?.(crossing) ?? true)
    )
  }

  protected override onReleased({ way }: Trigger, count: number): void {
    this.#note(`released what was held: ${count} ${way ?? 'frame'}${count === 1 ? '' : 's'}`)
  }
}

function topicsOf(request: Request): string[] {
  switch (request.api) {
    case 'Produce':
    case 'Fetch':
    case 'OffsetCommit':
      return request.body.topics.map(({ name }) => name)
    default:
      return []
  }
}

function described({ way, request, process, produced: [sent] }: Crossing): string {
  if (!sent) return `the ${request.api} ${way} of ${process}`
  const send = `send ${sent.send} of ${process}, to ${sent.topic}/${sent.partition}`
  return way === 'response' ? `the response to ${send}` : send
}
