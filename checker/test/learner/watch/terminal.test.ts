import { EventEmitter } from 'node:events'
import type { ReadStream, WriteStream } from 'node:tty'
import { beforeEach, describe, expect, test } from 'vitest'
import { Terminal } from '../../../src/learner/watch/terminal.ts'

/** What stands where a terminal is: what was written to it, and which mode it is in. */
class FakeTerminal extends EventEmitter {
  columns = 20
  rows = 5
  written = ''
  raw = false
  destroyed = false
  write = (text: string) => (this.written += text)
  setRawMode = (raw: boolean) => (this.raw = raw)
  resume = () => this
  pause = () => this
}

let fake: FakeTerminal
let terminal: Terminal
let rows: string[]
const writtenBy = (act: () => void) => {
  fake.written = ''
  act()
  return fake.written
}

beforeEach(() => {
  fake = new FakeTerminal()
  rows = ['one', 'two', 'three', 'four', 'five']
  terminal = new Terminal({
    input: fake as unknown as ReadStream,
    output: fake as unknown as WriteStream,
    onKey: () => undefined,
    onLost: () => terminal.paint(rows),
  })
  terminal.enter()
  return () => terminal.leave()
})

describe('a terminal', () => {
  test('is written to only where a row has changed', () => {
    expect(writtenBy(() => terminal.paint([...rows]))).toBe('')
    const written = writtenBy(() => terminal.paint(['one', 'TWO', 'three', 'four', 'five']))
    expect(written).toContain('\x1b[2;1HTWO')
    expect(written).not.toMatch(/one|three|four|five/)
  })

  test('keeps the sign in its last column', () => {
    const wide = 'x'.repeat(20)
    expect(writtenBy(() => terminal.paint([wide, ...rows.slice(1)]))).not.toContain('\x1b[K')
  })

  test('is painted anew when its size changes', () => {
    expect(writtenBy(() => fake.emit('resize'))).toMatch(/one.*two.*three.*four.*five/s)
  })

  test('is given back once and for all: its screen, its cursor, its lines', () => {
    expect(fake.raw).toBe(true)
    const written = writtenBy(() => terminal.leave())
    for (const sequence of ['\x1b[?1049l', '\x1b[?25h', '\x1b[?7h']) expect(written).toContain(sequence)
    expect(fake.raw).toBe(false)
    expect(writtenBy(() => (terminal.leave(), terminal.enter(), terminal.paint(rows)))).toBe('')
  })
})
