/** Asks the log each time how far it has come. */

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

export const work = async (
  log: Log,
  deadLetters: DeadLetters,
  handle: Handle,
  options: { maxAttempts: number },
): Promise<void> => {
  let failures = 0
  for (;;) {
    const offset = await log.committed()
    const mail = await log.read(offset)
    if (mail === undefined) break
    try {
      await handle(mail)
    } catch (error) {
      failures += 1
      // Nothing is committed, so the same mail comes again.
      if (failures < options.maxAttempts) continue
      await deadLetters.append(mail, (error as Error).message)
    }
    failures = 0
    await log.commit(offset + 1)
  }
}
