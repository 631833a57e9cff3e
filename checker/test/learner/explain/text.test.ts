import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { explainRun } from '../../../src/learner/explain/explain.ts'
import { renderExplanation } from '../../../src/learner/explain/text.ts'
import * as made from './made-by-hand.ts'

const plain = (width: number) => ({ width, color: false, unicode: true })
/** When a run was graded is as the clock has it. */
const timeless = <T extends object>(explanation: T) => ({ ...explanation, endedAt: '2026-01-02 03:04:05' })

function committedTooEarly() {
  const { bodies, events } = made.committedTooEarly()
  return timeless(explainRun(made.runWith(bodies, { events })))
}

describe('a picture on a terminal', () => {
  it.each([80, 160])('reads well in %i columns without colour', async (width) => {
    await expect(renderExplanation(committedTooEarly(), plain(width))).toMatchFileSnapshot(
      `golden/too-early-${width}.txt`,
    )
  })

  it('is ASCII throughout where the locale is not UTF-8', async () => {
    const shown = renderExplanation(committedTooEarly(), { ...plain(80), unicode: false })
    expect(Buffer.from(shown, 'utf8').every((byte) => byte < 128)).toBe(true)
    await expect(shown).toMatchFileSnapshot('golden/too-early-ascii.txt')
  })

  it('has the same lines with colour as without, but for the backticks of code', () => {
    const colored = renderExplanation(committedTooEarly(), { ...plain(80), color: true })
    expect(colored).toContain('\u001b[31m')
    const bare = (text: string) => stripVTControlCharacters(text).replaceAll('`', '').replace(/\s+/g, ' ')
    expect(bare(colored)).toBe(bare(renderExplanation(committedTooEarly(), plain(80))))
  })

  it.each([60, 80, 100, 160])('is no wider than %i columns, but for commands', (width) => {
    const wide = renderExplanation(committedTooEarly(), plain(width)).split('\n')
    expect(wide.filter((line) => stringWidth(line) > width && !line.includes('npm run'))).toEqual([])
  })

  it('lets nothing that learners wrote steer the terminal', () => {
    const evil = '\u001b]0;owned\u0007\r\u001b[2J\u202e'
    const bodies = [made.started(), made.prints(`{"sent":"${evil}"}`), { ...made.asks(1, 1), purchaseId: `p\n${evil}` }]
    const shown = renderExplanation(timeless(explainRun(made.runWith(bodies, { events: [2, 3] }))), plain(80))
    // eslint-disable-next-line no-control-regex
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(shown).toContain('\\x1b]0;owned')
  })

  it('says so where no moment shows the finding, and where the log is damaged', () => {
    const { bodies } = made.committedTooEarly()
    const shown = renderExplanation(explainRun(made.runWith([...bodies, { kind: 'started' }])), plain(80))
    expect(shown).toContain('The finding is about the whole run: no one moment shows it.')
    expect(shown).toContain('1 line of the log is damaged and left out.')
  })
})
