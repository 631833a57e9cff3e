import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { appOf } from '../../server/app.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const PORT = 4_123
const HOST = `localhost:${PORT}`

/** A site that starts nothing: what is asked of it here is refused before. */
const app = appOf(
  {
    root: ROOT,
    bundle: { entries: {}, kafkajs: '' },
    signal: new AbortController().signal,
    say: () => undefined,
    atEnd: () => undefined,
  },
  () => PORT,
)

async function answerTo(path: string, fields?: Record<string, string>): Promise<{ status: number; text: string }> {
  const method = fields ? 'POST' : 'GET'
  const response = await app.request(path, {
    method,
    headers: { host: HOST, origin: `http://${HOST}` },
    ...(fields && { body: new URLSearchParams(fields) }),
  })
  return { status: response.status, text: await response.text() }
}

describe('what cannot be is refused, and said', () => {
  test.each([
    ['a check of no exercise', '/checks', {}, 'There is no exercise'],
    ['a check of an exercise that there is not', '/checks', { exercise: '../03' }, 'There is no exercise'],
    ['a check of a part out of range', '/checks', { exercise: 'simple-practice', part: '9' }, 'has no part 9'],
    ['a check of part 0', '/checks', { exercise: 'simple-practice', part: '0' }, 'has no part 0'],
    ['a check of what is no part', '/checks', { exercise: 'simple-practice', part: '1e0' }, 'is no part'],
    ['a check that nobody asked for', '/checks/nobody/events', undefined, 'There is no such check'],
    ['a picture of no run', '/runs/20260101000000000-abcdef/picture', undefined, 'There is no run of that name'],
    ['a picture of a folder elsewhere', '/runs/..%2F..%2F..%2Fetc/picture', undefined, 'There is no run of that name'],
    ['a hint for an exercise that there is not', '/desk/nowhere/hints', undefined, 'There is no exercise'],
    ['a hint for a part that there is not', '/desk/simple-practice/hints', { part: '7' }, 'has no part 7'],
    ['a solution without a name', '/desk/simple-practice/solution', { program: '' }, 'No program was named'],
    ['a desk of nothing', '/desk/%3Cb%3E', undefined, 'There is no exercise &quot;&lt;b&gt;&quot;'],
  ])('%s', async (_, path, fields, words) => {
    const { status, text } = await answerTo(path, fields)
    expect(text).toContain(words)
    expect(status).toBe(400)
  })
})
