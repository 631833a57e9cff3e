/** Runs your queue worker on a small queue in memory: npm run try 01 queue-worker */
import { type Mail, type Queue, work } from './queue-worker.ts'
import { handle } from './mail-server.by-hand.ts'

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

await work(queue, handle, { maxAttempts: 3 })
console.log(`The night is over: ${waiting.length} wait, ${deadLetters.length} dead-lettered.`)
