import { RemoteRefusal, type Stage, remote } from '#grading'
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
import { type Lot, type Mail, type Night, idIn, nightOf } from './stories.ts'

/** Nights that are drawn, besides the ones that everybody gets. */
const DRAWN = 24
/** Who hears so often in a row that nothing is left, and asks again, will not end; many helpers may hear it once each. */
const ENOUGH_REFUSALS = 200

export interface QueueNight extends Night {
  /** Ids of mails that nobody has taken, or that were put back and not taken again. */
  readonly waiting: readonly string[]
  /** Ids of mails that were received, and neither acknowledged nor put back nor dead-lettered. */
  readonly inHand: readonly string[]
}

/** What the tests of part 2 look at. */
export interface QueuePlay {
  readonly nights: readonly QueueNight[]
}

/** Many nights with one worker each; none after one that did not come to its end. */
export async function queueNights(stage: Stage): Promise<QueuePlay> {
  const host = await stage.host('queue-worker.ts')
  const nights: QueueNight[] = []
  const deadline = performance.now() + DRAWING_MS
  for (const { failures, maxAttempts, slow } of plans(stage)) {
    const lots = mails(stage, failures)
    const linger = slow ? (ms: number) => host.linger(ms) : undefined
    const queue = new QueueService(lots, linger)
    const server = new MailServer(lots, linger)
    const outcome = await host.call('work', [queue.remote, server.handle, { maxAttempts }], {
      limitMs: NIGHT_LIMIT_MS,
      stuck: () => server.mostAttempts > maxAttempts + ENOUGH_ATTEMPTS || queue.isAskedForEver,
    })
    const { waiting, inHand } = queue
    nights.push({ ...nightOf(stage, { lots, maxAttempts, outcome }), waiting, inHand })
    if (outcome.kind !== 'returned' || performance.now() > deadline) break
  }
  return { nights }
}

interface Plan {
  /** How often each mail fails, in the order of the queue. */
  readonly failures: readonly number[]
  readonly maxAttempts: number
  /** Mails take some milliseconds, as the queue does: who does not wait for them shows it. */
  readonly slow: boolean
}

function plans({ random }: Stage): Plan[] {
  const calm = { failures: Array.from({ length: random.integer(4, 6) }, () => 0), maxAttempts: 3, slow: true }
  // One after the other what may go wrong, and each time a mail behind it: whoever stops at a failure leaves that one.
  const passing = { failures: [...random.shuffle([1, 0, 0]), 0], maxAttempts: 3, slow: true }
  const hopeless = [2, 3, 1].map((maxAttempts, index) => ({
    failures: [...random.shuffle([Infinity, 0, 0]), 0],
    maxAttempts,
    slow: index === 0,
  }))
  const drawn = Array.from({ length: DRAWN }, () => {
    const maxAttempts = random.integer(1, 4)
    const fate = () => random.pick([0, 0, 0, random.integer(0, maxAttempts - 1), Infinity])
    return { failures: Array.from({ length: random.integer(1, 7) }, fate), maxAttempts, slow: false }
  })
  return [calm, passing, ...hopeless, { failures: [], maxAttempts: 2, slow: false }, ...drawn]
}

/** A queue: what was received is out of it, until it is put back. */
class QueueService {
  readonly #waiting: Mail[]
  readonly #inHand = new Map<string, Mail>()
  readonly #linger: Linger | undefined
  #refusals = 0
  /** When it said for the first time that nothing is left, while nothing was in hand either. */
  #doneAt: number | undefined
  #askedLongAfter = 0

  constructor(lots: readonly Lot[], linger: Linger | undefined) {
    this.#waiting = lots.map(({ mail }) => mail)
    this.#linger = linger
  }

  get waiting(): string[] {
    return this.#waiting.map(({ id }) => id)
  }

  get inHand(): string[] {
    return [...this.#inHand.keys()]
  }

  get isAskedForEver(): boolean {
    return this.#refusals > ENOUGH_REFUSALS || this.#askedLongAfter > LONG_DONE_TIMES
  }

  readonly remote = remote('queue', {
    receive: () => {
      const mail = this.#waiting.shift()
      this.#refusals = mail ? 0 : this.#refusals + 1
      if (mail) this.#inHand.set(mail.id, mail)
      else if (this.#inHand.size === 0) this.#askedWhenDone()
      return mail
    },
    ack: (mail) => this.#settle('ack', mail),
    // As it was given: who counts attempts may write the count on it.
    putBack: async (mail) => void this.#waiting.push(await this.#settle('putBack', mail)),
    deadLetter: (mail) => this.#settle('deadLetter', mail),
  })

  #askedWhenDone(): void {
    const now = performance.now()
    this.#doneAt ??= now
    if (now - this.#doneAt > LONG_DONE_MS) this.#askedLongAfter += 1
  }

  async #settle(how: string, given: unknown): Promise<Mail> {
    const isLast = this.#waiting.length === 0 && this.#inHand.size === 1
    await this.#linger?.(isLast && how !== 'putBack' ? LAST_MS : ANSWER_MS)
    const id = idIn(given)
    if (id === undefined || !this.#inHand.delete(id)) {
      const what = id === undefined ? 'something that is no mail' : `${id}, which is not in your hands`
      throw new RemoteRefusal('QueueError', `${how}() was called with ${what}`)
    }
    this.#refusals = 0
    return given as Mail
  }
}
