/**
 * Part 2: send the mails of the night, from a queue. The task is in README.md, the why in the lesson.
 *
 *   npm run try 01 queue-worker      (runs your worker on a small queue)
 *   npm run check 01 -- --part 2
 */
import { notWritten } from '#shop'

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
  // TODO: receive one mail after the other, until queue.receive() gives undefined.
  // TODO: handle each, and acknowledge it: queue.ack(mail)
  // TODO: put a mail back that failed; after maxAttempts attempts, dead-letter it with the message of its last error.
  // TODO: delete the next line when you begin.
  notWritten('receive a mail from the queue, await handle(mail), then acknowledge it; and so on until none is left.')
}
