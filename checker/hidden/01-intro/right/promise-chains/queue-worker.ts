/** Without async and await. */

/** A mail that waits to be sent. */
export interface Mail {
  /** Unique among all mails. */
  readonly id: string
  readonly to: string
  readonly subject: string
}

export interface Queue {
  /** Takes the mail at the head of the queue into your hands; undefined when no mail waits. */
  receive(): Promise<Mail | undefined>
  /** The mail in your hands is done: the queue forgets it. */
  ack(mail: Mail): Promise<void>
  /** Puts the mail in your hands back, as you give it, at the tail: it comes again, behind all that wait. */
  putBack(mail: Mail): Promise<void>
  /** Lays the mail in your hands aside for good, with a text that says why. */
  deadLetter(mail: Mail, reason: string): Promise<void>
}

/** Sends a mail. It rejects when the mail could not be sent. */
export type Handle = (mail: Mail) => Promise<void>

export function work(queue: Queue, handle: Handle, { maxAttempts }: { maxAttempts: number }): Promise<void> {
  const left = new Map<string, number>()

  function next(): Promise<void> {
    return queue.receive().then((mail) => (mail === undefined ? undefined : attempt(mail).then(next)))
  }

  function attempt(mail: Mail): Promise<void> {
    const attemptsLeft = (left.get(mail.id) ?? maxAttempts) - 1
    left.set(mail.id, attemptsLeft)
    return handle(mail).then(
      () => queue.ack(mail),
      (error: unknown) => (attemptsLeft > 0 ? queue.putBack(mail) : queue.deadLetter(mail, (error as Error).message)),
    )
  }

  return next()
}
