import { describe, expect, test } from 'vitest'
import { type View, layout } from '../../../src/learner/watch/layout.ts'
import { columns } from '../../../src/report/text.ts'

const style = { width: 80, color: true, unicode: true }
const view: View = {
  number: '03',
  title: 'A producer and a consumer',
  parts: [
    { number: 1, status: 'passed', grading: false },
    { number: 2, status: 'failed', grading: false },
    { number: 3, status: 'unknown', grading: true },
  ],
  status: 'Grading part 3',
  body: Array.from({ length: 30 }, (_, index) => `line ${index + 1} ${'x'.repeat(index)}`),
  top: 0,
  keys: [
    ['n', 'next'],
    ['p', 'previous'],
    ['q', 'quit'],
  ],
}
const shown = (size: { columns: number; rows: number }, more: Partial<View> = {}) =>
  layout({ ...view, ...more }, size, { ...style, color: false })

describe('a screen', () => {
  test('has exactly as many rows as the terminal, and none wider, whatever its size', () => {
    for (let width = 1; width <= 170; width += 3) {
      for (let height = 1; height <= 60; height += 2) {
        const { rows } = layout(view, { columns: width, rows: height }, style)
        expect(rows).toHaveLength(height)
        expect(Math.max(...rows.map(columns)), `${width}x${height}`).toBeLessThanOrEqual(width)
      }
    }
  })

  test('says at the top which exercise it is and how its parts stand, at the bottom what the keys do', () => {
    const { rows } = shown({ columns: 80, rows: 24 })
    expect(rows[0]).toMatch(/^ 03 A producer and a consumer +1 ✔ {2}2 ✘ {2}3 >$/)
    expect(rows[1]).toMatch(/^ Grading part 3 +↑↓ 1-19 of 30$/)
    expect(rows.at(-1)).toBe(' n next  p previous  q quit')
  })

  test('of a tiny terminal keeps the parts, some of the body, and the keys', () => {
    const { rows } = shown({ columns: 20, rows: 5 })
    expect(rows).toEqual(['03 1 ✔ 2 ✘ 3 >', ' Grading part 3', 'line 1 ', 'line 2 x', ' n next  p  q'])
  })

  test('breaks a line that is too wide, so that all of it can be read', () => {
    const { rows } = shown({ columns: 20, rows: 24 }, { body: [`a/path/${'y'.repeat(30)}`] })
    expect(rows.slice(3, 5).join('')).toBe(`a/path/${'y'.repeat(30)}`)
  })

  test('is scrolled no further than its body goes', () => {
    expect(shown({ columns: 80, rows: 24 }, { top: 999 }).top).toBe(11)
    expect(shown({ columns: 80, rows: 24 }, { top: -5 }).top).toBe(0)
    expect(shown({ columns: 80, rows: 24 }, { top: 7 }).rows[3]).toMatch(/^line 8 /)
    expect(shown({ columns: 80, rows: 50 }, { top: 7 }).top).toBe(0)
  })
})
