/**
 * The worker that sends the mails of the night, from a log.
 *
 *   npm run try 01 log-worker      (runs your own on a small log)
 */

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

// #region work
export async function work(
  log: Log,
  deadLetters: DeadLetters,
  handle: Handle,
  { maxAttempts }: { maxAttempts: number },
): Promise<void> {
  let offset = await log.committed()
  for (let mail = await log.read(offset); mail; mail = await log.read(offset)) {
    const failure = await attempted(mail, handle, maxAttempts)
    // Before the commit: behind it nobody looks at this mail again.
    if (failure !== undefined) await deadLetters.append(mail, failure)
    // The offset of the next one to read, not that of the one that is done.
    offset += 1
    await log.commit(offset)
  }
}

/** Tries until it works; gives back the last error's message when it never did. */
async function attempted(mail: Mail, handle: Handle, maxAttempts: number): Promise<string | undefined> {
  let failure: string | undefined
  // Here, on the spot: a log takes nothing back. Whatever lies behind this mail waits meanwhile.
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    try {
      await handle(mail)
      return undefined
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error)
    }
  }
  return failure
}
// #endregion
