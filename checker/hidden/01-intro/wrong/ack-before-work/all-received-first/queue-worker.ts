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

export async function work(queue: Queue, handle: Handle, { maxAttempts }: { maxAttempts: number }): Promise<void> {
  const mails: Mail[] = []
  for (;;) {
    const mail = await queue.receive()
    if (!mail) break
    await queue.ack(mail)
    mails.push(mail)
  }
  for (const mail of mails) {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      try {
        await handle(mail)
        break
      } catch (error) {
        if (attempt === maxAttempts) await queue.deadLetter(mail, (error as Error).message)
      }
    }
  }
}
