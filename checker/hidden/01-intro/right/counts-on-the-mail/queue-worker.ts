/** The count of attempts travels with the mail: what is put back comes back as it was given. */

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

interface CountedMail extends Mail {
  readonly attempts?: number
}

export const work = async (queue: Queue, handle: Handle, options: { maxAttempts: number }): Promise<void> => {
  for (;;) {
    const mail: CountedMail | undefined = await queue.receive()
    if (mail === undefined) break
    const attempts = (mail.attempts ?? 0) + 1
    const outcome = await handle(mail).then(
      () => 'sent',
      (error: unknown) => error as Error,
    )
    if (outcome === 'sent') {
      await queue.ack(mail)
    } else if (attempts === options.maxAttempts) {
      await queue.deadLetter(mail, `After ${attempts} attempts: ${(outcome as Error).message}`)
    } else {
      const counted: CountedMail = { ...mail, attempts }
      await queue.putBack(counted)
    }
  }
}
