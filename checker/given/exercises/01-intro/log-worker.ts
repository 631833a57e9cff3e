/**
 * Part 3: send the mails of the night, from a log. The task is in README.md, the why in the lesson.
 *
 *   npm run try 01 log-worker      (runs your worker on a small log)
 *   npm run check 01 -- --part 3
 */
import { notWritten } from '#shop'

/** A mail that is to be sent. */
export interface Mail {
  /** Unique among all mails. */
  readonly id: string
  readonly to: string
  readonly subject: string
}

export interface Log {
  /** The offset at which to begin: the one that was committed last. */
  committed(): Promise<number>
  /** The mail at an offset; undefined when the log ends there. It stays in the log. */
  read(offset: number): Promise<Mail | undefined>
  /** Keeps the offset of the next mail to read: the next start begins there. */
  commit(offset: number): Promise<void>
}

/** Another log, which you and your colleagues have agreed to look into in the morning. */
export interface DeadLetters {
  append(mail: Mail, reason: string): Promise<void>
}

/** Sends a mail. It rejects when the mail could not be sent. */
export type Handle = (mail: Mail) => Promise<void>

export async function work(
  log: Log,
  deadLetters: DeadLetters,
  handle: Handle,
  { maxAttempts }: { maxAttempts: number },
): Promise<void> {
  // TODO: begin at the committed offset, and read one mail after the other, until log.read() gives undefined.
  // TODO: handle each, then commit the offset of the next one to read.
  // TODO: a mail that fails: there is no putBack. What else can you do, and what do the others do meanwhile?
  // TODO: delete the next line when you begin.
  notWritten('ask the log for the committed offset, read the mail at that offset, and await handle(mail).')
}
