import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KEPT_BYTES, Output } from '../../src/runner/output.ts'

/** Pushes `bytes` in pieces of the given sizes, and again from the first size. */
function printed(bytes: Buffer, sizes: readonly number[] = [bytes.length || 1]) {
  const events: { line: string; exact: boolean }[] = []
  const output = new Output((line, exact) => events.push({ line, exact }))
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1
    output.push(bytes.subarray(at, at + size))
    at += size
  }
  output.end()
  return { output, events }
}

test('lines are the same however the bytes are cut, also within a character', () => {
  const lines = fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, '')))
  fc.assert(
    fc.property(
      lines,
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      fc.constantFrom('\n', '\r\n'),
      (texts, sizes, end) => {
        const bytes = Buffer.from(texts.map((text) => text + end).join(''))
        const { output, events } = printed(bytes, sizes)
        expect(output.lines).toEqual(texts.map((text) => Buffer.from(text).toString()))
        expect(events.every(({ exact }) => exact)).toBe(true)
        expect(output.text()).toBe(bytes.toString())
      },
    ),
  )
})

test('a last line without line end is a line; an empty output has none', () => {
  expect(printed(Buffer.from('a\n\nb')).output.lines).toEqual(['a', '', 'b'])
  expect(printed(Buffer.from('')).output.lines).toEqual([])
})

test('whatever its length and cut, an output keeps its first and last line, all its count, and little memory', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40_000 }),
      fc.array(fc.integer({ min: 1_000, max: 70_000 }), { minLength: 1, maxLength: 5 }),
      (count, sizes) => {
        const bytes = Buffer.from(Array.from({ length: count }, (_, n) => `line ${n}\n`).join(''))
        const { output, events } = printed(bytes, sizes)
        expect(output.bytes).toBe(bytes.length)
        expect(output.lines[0]).toBe('line 0')
        expect(output.lines.at(-1)).toBe(`line ${count - 1}`)
        expect(events.at(-1)).toEqual({ line: `line ${count - 1}`, exact: bytes.length <= KEPT_BYTES })
        expect(output.text().length).toBeLessThan(200_000)
        expect(output.lines.every((line) => /^line \d+$/.test(line))).toBe(true)
      },
    ),
    { numRuns: 40 },
  )
})

test('one endless line is counted, and no piece of it passes for a line', () => {
  const { output } = printed(Buffer.alloc(1_000_000, 'x'), [65_536])

  expect(output.bytes).toBe(1_000_000)
  expect(output.lines).toEqual([])
  expect(output.text()).toContain('bytes not kept]')
})
