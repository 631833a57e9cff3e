import { expect, test } from 'vitest'
import { Board } from '../../server/live/board.ts'

const seen = (board: Board, version: number) => JSON.parse(board.since(version).text) as unknown

test('who comes sees all that stands on the board', () => {
  const board = new Board()
  board.update('look', new Map([['topic/a', { name: 'a' }]]))
  board.update('broker', new Map([['broker', { up: true }]]))

  expect(seen(board, 0)).toEqual({ whole: true, set: { 'topic/a': { name: 'a' }, broker: { up: true } }, gone: [] })
})

test('who was there before sees what has changed since, and what is gone', () => {
  const board = new Board()
  board.update('look', new Map([['a', 1], ['b', 1], ['c', 1]])) // prettier-ignore
  const { version } = board.since(0)
  board.update('look', new Map([['a', 1], ['b', 2]])) // prettier-ignore
  board.update('look', new Map([['a', 1], ['b', 3]])) // prettier-ignore

  expect(seen(board, version)).toEqual({ whole: false, set: { b: 3 }, gone: ['c'] })
})

test('what one source leaves out stays where it is of another', () => {
  const board = new Board()
  board.update('broker', new Map([['broker', 1]]))
  board.update('look', new Map([['a', 1]]))
  board.update('look', new Map())

  expect(seen(board, 0)).toEqual({ whole: true, set: { broker: 1 }, gone: [] })
})

test('a part that is gone and comes back is told as it is now', () => {
  const board = new Board()
  board.update('look', new Map([['a', 1]]))
  const { version } = board.since(0)
  board.update('look', new Map())
  board.update('look', new Map([['a', 1]]))

  expect(seen(board, version)).toEqual({ whole: false, set: { a: 1 }, gone: [] })
})

test('who waits is woken by a change, and not by an update that changes nothing', async () => {
  const board = new Board()
  board.update('look', new Map([['a', 1]]))
  const { version } = board.since(0)
  let woken = false
  const wait = board.changed(version, new AbortController().signal).then(() => (woken = true))
  board.update('look', new Map([['a', 1]]))
  await Promise.resolve()
  expect(woken).toBe(false)
  board.update('look', new Map([['a', 2]]))
  await wait
})

test('a wait ends with its signal', async () => {
  const ending = new AbortController()
  const wait = new Board().changed(0, ending.signal)
  ending.abort()
  await wait
})

test('who was away while more has gone than is remembered gets the whole board', () => {
  const board = new Board()
  board.update('look', new Map([['here', 1]]))
  const { version } = board.since(0)
  for (let one = 0; one < 1_002; one += 1) {
    board.update('other', new Map([[`short-lived-${one}`, 1]]))
  }

  expect(seen(board, version)).toMatchObject({ whole: true, set: { here: 1, 'short-lived-1001': 1 } })
})
