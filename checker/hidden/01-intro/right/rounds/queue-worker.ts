/** Works in rounds: takes all that waits, tries each once, and takes what was put back in the next round. */

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
  let round = await takeAll(queue)
  for (let attempt = 1; round.length > 0; attempt += 1) {
    // Settled and not all: one that fails must not hide how the others ended.
    const outcomes = await Promise.allSettled(round.map((mail) => handle(mail)))
    for (const [index, outcome] of outcomes.entries()) {
      const mail = round[index]!
      if (outcome.status === 'fulfilled') await queue.ack(mail)
      else if (attempt < maxAttempts) await queue.putBack(mail)
      else await queue.deadLetter(mail, (outcome.reason as Error).message)
    }
    round = await takeAll(queue)
  }
}

async function takeAll(queue: Queue): Promise<Mail[]> {
  const mails: Mail[] = []
  for (let mail = await queue.receive(); mail; mail = await queue.receive()) mails.push(mail)
  return mails
}
