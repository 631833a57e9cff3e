/** Runs your queue worker on a small queue in memory: npm run try 01 queue-worker */
import { type Mail, type Queue, work } from './queue-worker.ts'

const waiting: Mail[] = ['Anna', 'Bert', 'Chloé', 'Dirk'].map((to, index) => ({
  id: `m-${index + 1}`,
  to,
  subject: 'Thank you for shopping with us',
}))
const deadLetters: Mail[] = []

const queue: Queue = {
  receive: async () => {
    const mail = waiting.shift()
    console.log(mail ? `receive     ${mail.id}` : 'receive     nothing is left')
    // A copy, as from any queue that is somewhere else.
    return mail && { ...mail }
  },
  ack: async ({ id }) => console.log(`ack         ${id}`),
  putBack: async (mail) => {
    waiting.push(mail)
    console.log(`put back    ${mail.id}`)
  },
  deadLetter: async (mail, reason) => {
    deadLetters.push(mail)
    console.log(`dead letter ${mail.id}: ${reason}`)
  },
}

let tries = 0
let chloeFailed = false

/** Bert has no mailbox. Chloé's is full, the first time. */
async function handle({ id, to }: Mail): Promise<void> {
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

await work(queue, handle, { maxAttempts: 3 })
console.log(`The night is over: ${waiting.length} wait, ${deadLetters.length} dead-lettered.`)
