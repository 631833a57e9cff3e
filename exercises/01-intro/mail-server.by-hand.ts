/** Sends mails, for the programs that run your workers by hand. */
let tries = 0
let chloeFailed = false

/** Bert has no mailbox. Chloé's is full, the first time. */
export async function handle({ id, to }: { id: string; to: string }): Promise<void> {
  console.log(`handle      ${id}, for ${to}`)
  tries += 1
  if (tries > 100) {
    console.log('That is enough for one night.')
    process.exit(1)
  }
  await new Promise((done) => setTimeout(done, 20))
  if (to === 'Bert') fail(`no mailbox for Bert (${id})`)
  if (to === 'Chloé' && !chloeFailed) {
    chloeFailed = true
    fail(`the mailbox of Chloé is full (${id})`)
  }
}

function fail(why: string): never {
  console.log(`fails       ${why}`)
  throw new Error(why)
}
