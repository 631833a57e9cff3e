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
  let offset = await log.committed()
  let mail = await log.read(offset)
  while (mail) {
    if (!(await sent(mail))) await deadLetters.append(mail, '')
    offset++
    await log.commit(offset)
    mail = await log.read(offset)
  }

  async function sent(mail: Mail): Promise<boolean> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      try {
        await handle(mail)
        return true
      } catch {
        // again
      }
    }
    return false
  }
}
