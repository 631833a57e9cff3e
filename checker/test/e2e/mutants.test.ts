import { expect, test } from 'vitest'
import { Command, run } from './harness/command.ts'

const QUICK = ['mutate', '01', '--file', 'queue-worker.ts', '--mutator', 'await-dropped', '--seed', '7']

test('mutants of a solution are graded, and what came of them is told', async () => {
  const { exitCode, stdout, leftovers } = await run(QUICK)

  expect({ exitCode, leftovers }).toEqual({ exitCode: 0, leftovers: [] })
  expect(stdout).toMatch(/✓ 01-intro queue-worker.ts:\d+ await-dropped: killed, forgotten-await, \d+ ms/)
  expect(stdout).toMatch(/01-intro +\d+ +\d+ +\d+ +0\n/)
  expect(stdout).toMatch(/100% of \d+ mutants are killed/)
})

test('they can be listed, which needs no broker', async () => {
  const { exitCode, stdout } = await run([...QUICK, '--list'], { env: { WORKSHOP_BROKER: '127.0.0.1:1' } })

  expect(exitCode).toBe(0)
  expect(stdout).toContain('    - await queue.ack(mail)\n    + queue.ack(mail)\n')
})

test('whoever interrupts it is told what was found so far, and nothing is left', async () => {
  await using command = new Command(['mutate', '01', '--seed', '7'])
  await command.until(() => command.output.includes('[2/'), 'two mutants', 60_000)
  process.kill(command.processes().find(({ text }) => text.includes('launch.mjs'))?.pid ?? 0, 'SIGINT')
  const { exitCode, stdout } = await command.ended

  expect(exitCode).toBe(130)
  expect(stdout).toMatch(/mutants are killed.* Interrupted after \d+\./)
  expect(await command.leftovers([])).toEqual([])
})

test.each([
  [['mutate', '--mutator', 'await-droped'], 'Did you mean await-dropped?'],
  [['mutate', '01', '--file', 'worker.ts'], 'Did you mean log-worker.ts?'],
  [['mutate', '99'], 'The exercises are:'],
  [['mutate', '01', '--docs'], 'npm run mutate -- --docs'],
  [['mutate', '01', '--seed', 'seven'], 'It must be a whole number'],
])('%j is refused with what to write instead', async (args, words) => {
  const { exitCode, stderr } = await run(args)

  expect(exitCode).toBe(2)
  expect(stderr).toContain(words)
})
