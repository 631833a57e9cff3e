import { RemoteRefusal, type Stage, remote } from '#grading'
import { type Lot, idIn } from './stories.ts'

/** A night takes milliseconds; this is for a worker that waits between attempts, though nobody asked it to. */
export const NIGHT_LIMIT_MS = 10_000
/** With such a worker no further nights are played after this: what was to be seen was seen in the first few. */
export const DRAWING_MS = 10_000
/** Who asks so often, so long after there was nothing left to do, will not end. */
export const LONG_DONE_MS = 1_000
export const LONG_DONE_TIMES = 3
/** What sending a mail takes in a slow night. */
const SENDING_MS = 3
/** What an answer of queue or log takes in a slow night. */
export const ANSWER_MS = 2
/** What the last answer of a slow night takes: far longer than a worker that does not wait for it needs to end. */
export const LAST_MS = 20
/** Beyond this many attempts more than allowed nobody counts any more, and the night is broken off. */
export const ENOUGH_ATTEMPTS = 10

const PEOPLE = ['Anna', 'Bert', 'Chloé', 'Dirk', 'Emma', 'Femke', 'Guy', 'Hilde'] as const
const SUBJECTS = ['Thank you for shopping with us', 'Your receipt', 'Your points of this month'] as const

/** Mails that fail so often each, in the order of `failures`; ids are unique within `from` on. */
export function mails({ random }: Stage, failures: readonly number[], from = 1): Lot[] {
  return failures.map((times, index) => ({
    mail: { id: `m-${from + index}`, to: random.pick(PEOPLE), subject: random.pick(SUBJECTS) },
    failures: times,
  }))
}

/** How an answer of a slow night is kept back, see `Host`; a night without it is not slow. */
export type Linger = (ms: number) => Promise<void>

/** Sends the mails of a night: fails as often as each has to, and says another thing each time. */
export class MailServer {
  readonly #lots: readonly Lot[]
  readonly #linger: Linger | undefined
  readonly #attempts = new Map<string, number>()

  constructor(lots: readonly Lot[], linger: Linger | undefined) {
    this.#lots = lots
    this.#linger = linger
  }

  /** The most attempts that any mail has had. */
  get mostAttempts(): number {
    return Math.max(0, ...this.#attempts.values())
  }

  readonly handle = remote('handle', async (mail: unknown) => {
    const lot = this.#lots.find(({ mail: { id } }) => id === idIn(mail))
    if (!lot) throw new RemoteRefusal('TypeError', 'handle() was called with something that is no mail')
    const attempt = (this.#attempts.get(lot.mail.id) ?? 0) + 1
    this.#attempts.set(lot.mail.id, attempt)
    await this.#linger?.(SENDING_MS)
    if (attempt > lot.failures) return
    const why = lot.failures === Infinity ? `no mailbox for ${lot.mail.to}` : `the mailbox of ${lot.mail.to} is full`
    throw new RemoteRefusal('MailError', `${why} (${lot.mail.id}, answer ${4_000 + attempt})`)
  })
}
