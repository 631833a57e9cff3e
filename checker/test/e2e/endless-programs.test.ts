import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check, solution } from './harness/check.ts'
import { ROOT } from './harness/place.ts'

// Side by side: most of their time is waiting for what does not come.
describe.concurrent('a program that does not end', () => {
  test('and never did anything is given up on, told so, and ended', async () => {
    const programs = { 'producer.ts': 'setInterval(() => undefined, 1_000)\n' }
    const { exitCode, result, leftovers, ms } = await check(['--part', '1'], { programs })
    expect({ exitCode, leftovers, points: result.points }).toEqual({ exitCode: 1, leftovers: [], points: 0 })
    expect(result.headline).toMatchObject({
      test: 'sends every purchase of the file to purchases, once',
      saw: 'nothing in purchases, and no connection to Kafka; the program still ran',
    })
    expect(ms).toBeLessThan(40_000)
  })

  test('when SIGTERM asks it to is told so, and ended', async () => {
    const ignores = "process.on('SIGTERM', () => undefined)\nawait new Promise(() => undefined)"
    const programs = { 'consumer.ts': solution('consumer.ts').replace('await stopAsked', ignores) }
    const { exitCode, result, leftovers, ms } = await check(['--part', '3'], { programs })
    expect({ exitCode, leftovers, status: result.status }).toEqual({ exitCode: 1, leftovers: [], status: 'failed' })
    expect(result.headline).toMatchObject({
      test: 'stops by itself within 5 seconds after SIGTERM, with exit code 0, and leaves its group',
      saw: 'it was still running 5 seconds after SIGTERM',
      belief: 'no-graceful-shutdown',
    })
    expect(ms).toBeLessThan(40_000)
  })
})

test('a program that takes its time is waited for as long as it gets on', async () => {
  const lineByLine = readFileSync(
    join(ROOT, 'checker/hidden/03-simple-practice/right/line-by-line/producer.ts'),
    'utf8',
  )
  // Some thirty lines, so that it is at work far longer than one that does nothing is waited for.
  const slow = lineByLine.replace('  sent++', '  await pause(150)\n  sent++')
  const programs = { 'producer.ts': `import { setTimeout as pause } from 'node:timers/promises'\n${slow}` }
  const { exitCode, result } = await check(['--part', '1'], { programs })
  expect({ exitCode, headline: result.headline }).toEqual({ exitCode: 0, headline: undefined })
})
