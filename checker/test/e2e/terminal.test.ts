import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { run } from './harness/command.ts'
import { Place } from './harness/place.ts'

// eslint-disable-next-line no-control-regex
const COLOUR = /\u001b\[\d+m/

describe('the result of a check', () => {
  test.each([
    ['is coloured on a terminal', { columns: 80 }, true],
    ['is not where NO_COLOR is set', { columns: 80, env: { NO_COLOR: '1' } }, false],
    ['is not on a terminal that has no colours', { columns: 80, env: { TERM: 'dumb' } }, false],
    ['is not in a file', {}, false],
  ])('%s', async (_, options, coloured) => {
    const { exitCode, stdout, leftovers } = await run(['check', '03', '--part', '1'], options)
    expect({ exitCode, leftovers }).toEqual({ exitCode: 1, leftovers: [] })
    expect(stdout).toContain('not started')
    expect(COLOUR.test(stdout)).toBe(coloured)
  })

  test('is drawn with ASCII where the locale is not UTF-8', async () => {
    const { stdout } = await run(['check', '03', '--part', '1'], { env: { LANG: 'C' } })
    // eslint-disable-next-line no-control-regex
    expect(stdout).toMatch(/^[\x00-\x7f]+$/)
  })

  test('fits a terminal of 40 columns, frame and notes and all', async () => {
    using place = new Place()
    const dir = place.folder('programs', { 'producer.ts': "const shop: number = 'Liège'\nconsole.log(shop)\n" })
    const { exitCode, stdout, leftovers } = await run(['check', '03', '--part', '1', '--from', dir], { columns: 40 })
    expect({ exitCode, leftovers }).toEqual({ exitCode: 1, leftovers: [] })
    const text = stripVTControlCharacters(stdout)
    const lines = text.split('\r\n')
    // A path or a command is copied as one: it is on a line that is not broken.
    const wide = lines.filter((line) => stringWidth(line) > 40)
    expect(wide.filter((line) => !/^ {3}(npm run|lessons\/)/.test(line))).toEqual([])
    const frame = lines.filter((line) => /^ [╭│╰]/.test(line))
    expect(frame.length).toBeGreaterThan(5)
    expect(new Set(frame.map((line) => stringWidth(line))).size).toBe(1)
    // Types are looked at where a person waits, and never graded.
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(/Note: TypeScript would say: .* \(types are not graded\)/)
  })
})
