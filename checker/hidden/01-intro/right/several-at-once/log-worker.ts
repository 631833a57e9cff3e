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
  // The next mail is read while this one is being sent: a log has no objection.
  let offset = await log.committed()
  let next = log.read(offset)
  for (let mail = await next; mail; mail = await next) {
    next = log.read(offset + 1)
    const failure = await send(mail)
    if (failure) await deadLetters.append(mail, `${failure.name}: ${failure.message}`)
    await log.commit(++offset)
  }

  async function send(mail: Mail, attempt = 1): Promise<Error | undefined> {
    try {
      await handle(mail)
      return undefined
    } catch (error) {
      return attempt < maxAttempts ? send(mail, attempt + 1) : (error as Error)
    }
  }
}
