import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { explainRun } from '../../../src/learner/explain/explain.ts'
import { pageOf } from '../../../src/learner/explain/page.ts'
import { malformed } from '../../e2e/harness/xml.ts'
import * as made from './made-by-hand.ts'

const EVIL = '</title></svg><script>alert(1)</script>"\'&\u001b[2J\u0000'

function page(bodies: readonly object[], events: number[]): string {
  return pageOf(explainRun(made.runWith(bodies, { events })))
}

function tooEarly(): string {
  const { bodies, events } = made.committedTooEarly()
  return page(bodies, events)
}

/** The picture as it stands in the page. */
function svgIn(html: string): string {
  return /<svg viewBox="0 0 1240[^]*?<\/svg>/.exec(html)?.[0] ?? ''
}

describe('a picture as a page', () => {
  it('has an SVG that is well-formed', () => {
    expect(svgIn(tooEarly())).not.toBe('')
    expect(malformed(svgIn(tooEarly()))).toBeUndefined()
  })

  it('lets each step be reached with the keyboard, named and described', () => {
    const svg = svgIn(tooEarly())
    const steps = [...svg.matchAll(/<g id="step-(\d+)" [^>]*>/g)]
    expect(steps).toHaveLength(15)
    for (const [tag, seq] of steps) {
      expect(tag).toContain('tabindex="0"')
      expect(tag).toContain(`aria-labelledby="t${seq}" aria-describedby="d${seq}"`)
      expect(svg).toContain(`<title id="t${seq}">`)
      expect(svg).toContain(`<desc id="d${seq}">`)
    }
    expect(new Set(steps.map(([, seq]) => seq)).size).toBe(15)
  })

  it('marks the moments, in the picture and in words that lead there', () => {
    const html = tooEarly()
    expect(html).toContain('class="step look marked"')
    expect(html).toContain('Moment 1. At 50 ms: worker-1 commits offset 1 of purchases/0')
    expect(html).toContain('<a href="#step-6"><b>1</b>')
    expect(html).toContain('<a href="#step-8"><b>2</b>')
  })

  it('lets only its own script and style run, and fetches nothing', () => {
    const html = tooEarly()
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
    const hashOf = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    const style = hashOf(/<style>([^]*?)<\/style>/.exec(html)?.[1])
    const script = hashOf(/<script>([^]*?)<\/script>/.exec(html)?.[1])
    expect(policy).toBe(
      `default-src 'none'; style-src ${style}; script-src ${script}; base-uri 'none'; form-action 'none'`,
    )
    expect(html).not.toMatch(/<link|<img|<iframe|\ssrc=|url\(|@import| style=|\son\w+=/)
  })

  it('shows what learners wrote as text, whatever it is', () => {
    const bodies = [
      made.started(EVIL),
      made.prints(EVIL, EVIL),
      { ...made.asks(1, 1, EVIL), purchaseId: EVIL, customer: EVIL, key: EVIL },
      ...made.sends(1, 1, { topic: EVIL, process: EVIL }),
    ]
    const html = page(bodies, [2, 3, 4])
    expect(html.match(/<script>/g)).toHaveLength(1)
    expect(malformed(svgIn(html))).toBeUndefined()
    expect(html).toContain('&lt;script&gt;alert(1)')
    // eslint-disable-next-line no-control-regex
    expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })
})
