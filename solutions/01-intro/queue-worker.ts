/**
 * The worker that sends the mails of the night, from a queue.
 *
 *   npm run try 01 queue-worker      (runs your own on a small queue)
 */

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

// #region work
export async function work(queue: Queue, handle: Handle, { maxAttempts }: { maxAttempts: number }): Promise<void> {
  // By id and not by mail: what comes back from the queue is another object.
  const attempts = new Map<string, number>()

  for (let mail = await queue.receive(); mail; mail = await queue.receive()) {
    const attempt = (attempts.get(mail.id) ?? 0) + 1
    attempts.set(mail.id, attempt)
    try {
      // Awaited, so that we know how it ended before we say anything to the queue.
      await handle(mail)
    } catch (error) {
      // Caught here, for this mail alone: the others must not wait for it, and not be lost with it.
      if (attempt < maxAttempts) await queue.putBack(mail)
      else await queue.deadLetter(mail, messageOf(error))
      continue
    }
    // Last. Had we told the queue first and died then, nobody would have this mail any more.
    await queue.ack(mail)
  }
}
// #endregion

/** Anything can be thrown in JavaScript. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
