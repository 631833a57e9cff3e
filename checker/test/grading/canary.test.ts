import { expect, test } from 'vitest'
import { type Attempt, withCanary } from '../../src/grading/canary.ts'
import type { ExerciseResult } from '../../src/report/index.ts'

const ODD = 'the broker took 2.0 s to answer'

function attempt(status: ExerciseResult['status'], oddities: readonly string[] = [], seed = 0): Attempt {
  const result = { status, seed, notes: [] as string[], ...(status === 'ungradable' && { fault: 'It ended.' }) }
  return {
    result: result as unknown as ExerciseResult,
    oddities,
    ungradable: (fault) => ({ status: 'ungradable', fault }) as ExerciseResult,
  }
}

/** The verdict on programs that failed while something was odd, and which programs were graded for it. */
async function verdictWith(canary: Attempt, again: Attempt) {
  const graded: string[] = []
  const result = await withCanary(attempt('failed', [ODD], 1), {
    say: () => undefined,
    grade: (source) => {
      graded.push(source === 'same' ? 'programs' : source.kind)
      return Promise.resolve(source === 'same' ? again : canary)
    },
  })
  return { result, graded }
}

test('programs that fail once more, on a broker on which the solution passed, are blamed for the second time', async () => {
  const { result, graded } = await verdictWith(attempt('passed'), attempt('failed', [], 2))
  expect(graded).toEqual(['solution', 'programs'])
  expect(result).toMatchObject({ status: 'failed', seed: 2 })
  expect(result.notes[0]).toContain('The broker took 2.0 s to answer.')
})

test('programs that bring about what is odd by themselves are blamed too', async () => {
  expect((await verdictWith(attempt('passed'), attempt('failed', [ODD]))).result.status).toBe('failed')
})

test('programs that fail the second time while something else is odd are not blamed', async () => {
  const { result } = await verdictWith(
    attempt('passed'),
    attempt('failed', ['the broker took 3.0 s to answer', 'the clock of the machine was set']),
  )
  expect(result).toMatchObject({
    status: 'ungradable',
    fault: expect.stringMatching(/took 2.0 s .* once more: The clock of the machine was set\.$/) as string,
  })
})

test('what passes the second time was failed by the broker, or is lucky: that is no pass', async () => {
  const { result } = await verdictWith(attempt('passed'), attempt('passed'))
  expect(result).toMatchObject({ status: 'ungradable', fault: expect.stringContaining('did not fail') as string })
})

test.each([
  ['fails', attempt('failed')],
  ['cannot be graded', attempt('ungradable')],
  ['passes, but the broker is odd again', attempt('passed', [ODD])],
])('where the solution %s nobody is blamed, and nothing more is graded', async (_, canary) => {
  const { result, graded } = await verdictWith(canary, attempt('failed'))
  expect(result.status).toBe('ungradable')
  expect(graded).toEqual(['solution'])
})

test('a broker that dies meanwhile blames nobody', async () => {
  expect((await verdictWith(attempt('passed'), attempt('ungradable'))).result.status).toBe('ungradable')
})
