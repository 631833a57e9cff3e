import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { renderResult, renderSummary } from '../../src/report/render.ts'
import { styleFor } from '../../src/report/style.ts'
import { sample } from './sample.ts'

const plain = (width: number) => ({ width, color: false, unicode: true })
const replay = 'npm run check 03 -- --seed 4711'

describe('a result on a terminal', () => {
  for (const width of [80, 40]) {
    it(`reads well in ${width} columns without colour`, async () => {
      await expect(renderResult(sample(), { replay }, plain(width))).toMatchFileSnapshot(`golden/failed-${width}.txt`)
    })
  }

  it('says of an ungradable run that the programs are not at fault, and shows no finding', async () => {
    const result = sample({ status: 'ungradable', fault: 'Kafka ended in the middle.' })
    await expect(renderResult(result, { replay }, plain(80))).toMatchFileSnapshot('golden/ungradable-80.txt')
  })

  it('draws frames whose lines are all equally wide', () => {
    for (const width of [24, 40, 79, 80, 100]) {
      const frame = renderResult(sample(), { replay }, plain(width))
        .split('\n')
        .filter((line) => /^ [╭│╰]/.test(line))
      expect(frame.length).toBeGreaterThan(5)
      expect(new Set(frame.map((line) => stringWidth(line))), `${width} columns`).toEqual(new Set([width]))
    }
  })

  it('keeps the frame whole however long what is to be read is, and puts it below where it does not fit', () => {
    for (let length = 40; length <= 90; length++) {
      const headline = { ...sample().headline!, lesson: 'x'.repeat(length) }
      const frame = renderResult(sample({ headline }), { replay }, plain(80))
        .split('\n')
        .filter((line) => /^ [╭│╰]/.test(line))
      expect(new Set(frame.map((line) => stringWidth(line))), `${length} columns`).toEqual(new Set([80]))
    }
  })

  it('shows a cause that several tests have in common once', () => {
    expect(renderResult(sample(), { replay }, plain(80)).match(/1 of 6 receipts are missing/g)).toHaveLength(1)
  })

  it('has the same text with colour as without, but for the backticks of code', () => {
    const colored = renderResult(sample(), { replay }, { ...plain(80), color: true })
    expect(colored).toContain('\u001b[31m')
    const words = (text: string) => stripVTControlCharacters(text).replace(/[`│]/g, '').replace(/\s+/g, ' ')
    expect(words(colored)).toBe(words(renderResult(sample(), { replay }, plain(80))))
  })

  it('is ASCII throughout where the locale is not UTF-8', () => {
    const shown = renderResult(sample(), { replay, details: true }, { ...plain(80), unicode: false })
    expect(Buffer.from(shown, 'utf8').every((byte) => byte < 128)).toBe(true)
  })

  it('makes control characters of learners visible, so that they cannot steer the terminal', () => {
    const evil = '\u001b[2J\u001b]0;owned\u0007 a\rb \u202edcba \u009b31m'
    const shown = renderResult(sample({ notes: [evil] }), {}, plain(80))
    expect(shown).toContain('\\x1b[2J\\x1b]0;owned\\x07 a\\rb \\u202edcba \\x9b31m')
  })

  it('lets no control character through and keeps to the width, whatever learners print', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 24, max: 100 }), (text, width) => {
        const [test] = sample().tests
        const result = sample({
          title: text,
          notes: [text],
          tests: [{ ...test!, name: text, detail: text }],
          headline: { ...sample().headline!, lesson: 'x', saw: text, expected: text, because: text },
        })
        const shown = renderResult(result, { replay: 'x' }, plain(width))
        // eslint-disable-next-line no-control-regex
        expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
        for (const line of shown.split('\n')) expect(stringWidth(line), JSON.stringify(line)).toBeLessThanOrEqual(width)
      }),
      { numRuns: 200 },
    )
  })

  it('sums several exercises up, a line for each', () => {
    const text = renderSummary([sample(), sample({ id: '04-next', status: 'passed', points: 6 })], plain(60))
    expect(text).toMatch(/✘ 03-simple-practice +2 of 6 points\n ✔ 04-next +6 of 6 points\n\n 1 of 2 exercises passed/)
  })
})

describe('colour and signs', () => {
  const terminal = { isTTY: true, columns: 120 }
  it('are for terminals alone, unless the environment says otherwise', () => {
    expect(styleFor(terminal, {}).color).toBe(true)
    expect(styleFor({}, {}).color).toBe(false)
    expect(styleFor({}, { FORCE_COLOR: '1' }).color).toBe(true)
    expect(styleFor(terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }).color).toBe(false)
    expect(styleFor(terminal, { TERM: 'dumb' }).color).toBe(false)
  })
  it('follow the first locale variable that is set', () => {
    expect(styleFor({}, { LC_ALL: 'C', LANG: 'en_US.UTF-8' }).unicode).toBe(false)
    expect(styleFor({}, { LANG: 'nl_BE.utf8' }).unicode).toBe(true)
  })
  it('keep lines at most 100 columns wide', () => {
    expect(styleFor(terminal, {}).width).toBe(100)
    expect(styleFor({}, {}).width).toBe(80)
  })
})
