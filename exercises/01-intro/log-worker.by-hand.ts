/** Runs your log worker on a small log in memory, twice, with mails that come in between: npm run try 01 log-worker */
import { type DeadLetters, type Log, type Mail, work } from './log-worker.ts'
import { handle } from './mail-server.by-hand.ts'

const mails: Mail[] = []
const deadLetters: Mail[] = []
let committed = 0

function append(...names: string[]): void {
  for (const to of names) mails.push({ id: `m-${mails.length}`, to, subject: 'Thank you for shopping with us' })
}

const log: Log = {
  committed: async () => {
    console.log(`committed   ${committed}`)
    return committed
  },
  read: async (offset) => {
    const mail = mails[offset]
    console.log(`read        ${offset}: ${mail ? mail.id : 'the end of the log'}`)
    return mail && { ...mail }
  },
  commit: async (offset) => {
    committed = offset
    console.log(`commit      ${offset}`)
  },
}

const dead: DeadLetters = {
  append: async (mail, reason) => {
    deadLetters.push(mail)
    console.log(`dead letter ${mail.id}: ${reason}`)
  },
}

append('Anna', 'Bert', 'Chloé')
await work(log, dead, handle, { maxAttempts: 3 })
console.log('\nThe first night is over. Two mails more, and the worker starts again.\n')
append('Dirk', 'Emma')
await work(log, dead, handle, { maxAttempts: 3 })
console.log(`\nThe log has ${mails.length} mails, as before. Dead-lettered: ${deadLetters.length}.`)
