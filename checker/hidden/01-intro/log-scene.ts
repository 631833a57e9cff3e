import { type CallOutcome, type Moment, RemoteRefusal, type Stage, remote } from '#grading'
import {
  ANSWER_MS,
  DRAWING_MS,
  ENOUGH_ATTEMPTS,
  LAST_MS,
  LONG_DONE_MS,
  LONG_DONE_TIMES,
  type Linger,
  MailServer,
  NIGHT_LIMIT_MS,
  mails,
} from './mails.ts'
import { type Lot, type Night, type Step, type Story, idIn, nightOf } from './stories.ts'

/** Nights that are drawn, besides the ones that everybody gets. */
const DRAWN = 16
/** Who hears so often in a row that the log ends here, and asks again, will not end. */
const ENOUGH_READS = 200

export interface LogNight extends Night {
  /** The offset at which it was to begin, and that of the first mail that it was to leave alone. */
  readonly from: number
  readonly to: number
  /** Its commits and what happened to mails, in the order in which it crossed; of a mail its offset. */
  readonly course: readonly CourseStep[]
  /** Whether it was the second start, on a log that has grown. */
  readonly again: boolean
}

export interface CourseStep extends Moment {
  readonly what: 'commit' | Step['what']
  readonly offset: number
}

/** What the tests of part 3 look at. */
export interface LogPlay {
  readonly nights: readonly LogNight[]
}

/** Many logs, each read twice: mails come in between. None after a night that did not come to its end. */
export async function logNights(stage: Stage): Promise<LogPlay> {
  const host = await stage.host('log-worker.ts')
  const nights: LogNight[] = []
  const deadline = performance.now() + DRAWING_MS
  for (const { failures, maxAttempts, slow, begin } of plans(stage)) {
    if (performance.now() > deadline) break
    const linger = slow ? (ms: number) => host.linger(ms) : undefined
    const log = new LogService(begin, linger)
    for (const again of [false, true]) {
      const lots = mails(stage, again ? failures.slice(-2) : failures.slice(0, -2), log.end)
      const from = log.end
      log.append(lots)
      const server = new MailServer(log.lots, linger)
      const outcome = await host.call('work', [log.remote, log.deadLetters, server.handle, { maxAttempts }], {
        limitMs: NIGHT_LIMIT_MS,
        stuck: () => server.mostAttempts > maxAttempts + ENOUGH_ATTEMPTS || log.isAskedForEver,
      })
      nights.push(logNight(stage, { log, from, again, maxAttempts, outcome }))
      if (outcome.kind !== 'returned') return { nights }
    }
  }
  return { nights }
}

interface Plan {
  /** How often each mail fails, in the order of the log; the last two come before the second start. */
  readonly failures: readonly number[]
  readonly maxAttempts: number
  /** Mails take some milliseconds, as the log does: who does not wait for them shows it. */
  readonly slow: boolean
  /** The first offset that is still in the log, and that was committed. */
  readonly begin: number
}

function plans({ random }: Stage): Plan[] {
  const begin = () => random.pick([0, random.integer(3, 40)])
  const calm = { failures: Array.from({ length: random.integer(5, 7) }, () => 0), maxAttempts: 3, slow: true, begin: 0 }
  // Behind each mail that fails lies another one: whoever stops at a failure leaves that one.
  const passing = { failures: [...random.shuffle([1, 0, 0]), 0, 0, 0], maxAttempts: 3, slow: true, begin: begin() }
  const hopeless = [2, 3, 1].map((maxAttempts, index) => ({
    failures: [...random.shuffle([Infinity, 0, 0]), 0, 0, 0],
    ...{ maxAttempts, slow: index === 0, begin: begin() },
  }))
  const drawn = Array.from({ length: DRAWN }, () => {
    const maxAttempts = random.integer(1, 4)
    const fate = () => random.pick([0, 0, 0, random.integer(0, maxAttempts - 1), Infinity])
    const failures = Array.from({ length: random.integer(2, 7) }, fate)
    return { failures, maxAttempts, slow: false, begin: begin() }
  })
  return [calm, passing, ...hopeless, ...drawn]
}

interface Ended {
  readonly log: LogService
  readonly from: number
  readonly again: boolean
  readonly maxAttempts: number
  readonly outcome: CallOutcome
}

function logNight(stage: Stage, { log, from, again, maxAttempts, outcome }: Ended): LogNight {
  const { lots, begin, end: to } = log
  const { stories, ...night } = nightOf(stage, { lots, maxAttempts, outcome })
  const ofMails = stories.flatMap(({ steps }, index) =>
    steps.flatMap(({ seq, what }) => (isOfCourse(what) ? [{ seq, what, offset: begin + index }] : [])),
  )
  const commits = stage.evidence
    .of('remote-called')
    .filter(({ call, name }) => call === night.call && name === 'log.commit')
    .map(({ seq, args }) => ({ seq, what: 'commit' as const, offset: Number(args[0]) }))
  const course = [...ofMails, ...commits].toSorted((a, b) => a.seq - b.seq)
  return { ...night, stories: stories.slice(from - begin).map(withoutReading), from, to, again, course }
}

/** A log may be read as often as one likes: it says nothing of a mail that it was read. */
function withoutReading(story: Story): Story {
  return { ...story, steps: story.steps.filter(({ what }) => what !== 'received') }
}

function isOfCourse(what: Step['what']): what is 'handle' | 'done' | 'failed' | 'dead letter' {
  return ['handle', 'done', 'failed', 'dead letter'].includes(what)
}

/** A log: reading takes nothing out of it, and what retention has deleted is not there any more. */
class LogService {
  readonly begin: number
  readonly lots: Lot[] = []
  readonly #linger: Linger | undefined
  #committed: number
  #readsAtEnd = 0
  /** When the end was read for the first time after the last mail was. */
  #endedAt = 0
  #readLongAfter = 0

  constructor(begin: number, linger: Linger | undefined) {
    this.begin = begin
    this.#linger = linger
    this.#committed = begin
  }

  /** The offset of the next mail to come. */
  get end(): number {
    return this.begin + this.lots.length
  }

  get isAskedForEver(): boolean {
    return this.#readsAtEnd > ENOUGH_READS || this.#readLongAfter > LONG_DONE_TIMES
  }

  append(lots: readonly Lot[]): void {
    this.lots.push(...lots)
    this.#readsAtEnd = 0
  }

  readonly remote = remote('log', {
    committed: () => this.#committed,
    read: (offset) => {
      const at = whole('read', offset)
      if (at < this.begin || at > this.end + 1)
        throw new RemoteRefusal(
          'OffsetOutOfRange',
          `offset ${at} is not in the log: it has ${this.begin} to ${this.end - 1}`,
        )
      this.#noteEnd(at >= this.end)
      return this.lots[at - this.begin]?.mail
    },
    commit: async (offset) => {
      await this.#linger?.(offset === this.end ? LAST_MS : ANSWER_MS)
      this.#committed = whole('commit', offset)
    },
  })

  #noteEnd(isEnd: boolean): void {
    const now = performance.now()
    if (isEnd && this.#readsAtEnd === 0) this.#endedAt = now
    this.#readsAtEnd = isEnd ? this.#readsAtEnd + 1 : 0
    if (isEnd && now - this.#endedAt > LONG_DONE_MS) this.#readLongAfter += 1
  }

  readonly deadLetters = remote('deadLetters', {
    append: async (mail) => {
      await this.#linger?.(ANSWER_MS)
      if (!this.lots.some(({ mail: { id } }) => id === idIn(mail)))
        throw new RemoteRefusal('TypeError', 'append() was called with something that is no mail')
    },
  })
}

function whole(what: string, offset: unknown): number {
  if (typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0) return offset
  throw new RemoteRefusal('TypeError', `${what}() was called with ${JSON.stringify(offset)}, which is no offset`)
}
