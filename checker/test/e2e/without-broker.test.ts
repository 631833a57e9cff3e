import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { check } from './harness/check.ts'
import { run } from './harness/command.ts'
import { Place } from './harness/place.ts'

/** Where nobody listens: a command that needs a broker fails with it. */
const NO_BROKER = { WORKSHOP_BROKER: '127.0.0.1:1' }
const PART_2 = { exercise: '01', env: NO_BROKER }

test('a part that needs no broker is graded where there is none', async () => {
  const { exitCode, result, stdout, leftovers } = await check(['--solution', '--part', '2', '--details'], PART_2)

  expect({ exitCode, leftovers }).toEqual({ exitCode: 0, leftovers: [] })
  expect(result.status).toBe('passed')
  expect(result.versions).toMatchObject({ broker: null, provider: null })
  expect(stdout).toContain('No broker was needed.')
})

test('an exercise with such parts says how to check them when there is no broker', async () => {
  const { exitCode, stderr } = await run(['check', '01', '--solution'], { env: NO_BROKER })

  expect(exitCode).toBe(3)
  expect(stderr).toContain('Parts 2 and 3 need no broker: npm run check 01 -- --part 2')
})

test('functions that are not written are told as not started', async () => {
  const { exitCode, result } = await check(['--part', '3'], PART_2)

  expect(exitCode).toBe(1)
  expect(result.parts).toMatchObject([{ part: 3, status: 'not-started' }])
})

test('by hand a file of functions is run by the program beside it, and without a broker', async () => {
  using place = new Place()
  const root = place.checkout()
  const stub = await run(['try', '01', 'queue-worker'], { root, env: NO_BROKER })
  expect(stub.exitCode).toBe(64)
  expect(stub.stderr).toMatch(/^Not written yet/)
  copyFileSync(join(root, 'solutions/01-intro/queue-worker.ts'), join(root, 'exercises/01-intro/queue-worker.ts'))
  const solved = await run(['try', '01', 'queue-worker'], { root, env: NO_BROKER })
  expect(solved.stdout).toMatch(/^receive +m-1\nhandle +m-1, for Anna\nack +m-1\n/)
  expect(solved.stdout).toMatch(/The night is over: 0 wait, 1 dead-lettered\.\n$/)
})
