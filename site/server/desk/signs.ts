import { html } from 'hono/html'
import type { Status, TestResult } from '#checker'
import type { Html } from '../layout.ts'

const TESTS: Readonly<Record<TestResult['status'], readonly [sign: string, words: string]>> = {
  pass: ['✔', 'passed'],
  fail: ['✘', 'failed'],
  skipped: ['–', 'skipped'],
  error: ['!', 'not judged'],
}

const PARTS: Readonly<Record<Status, readonly [sign: string, words: string]>> = {
  passed: ['✔', 'passed'],
  failed: ['✘', 'not yet'],
  'not-started': ['○', 'not started'],
  ungradable: ['!', 'not graded'],
}

/** What came of a test, as a sign for those who see it and in words for those who don't. */
export function testSign(status: TestResult['status']): Html {
  return sign(status, TESTS[status])
}

/** What came of a part, or of an exercise. */
export function statusSign(status: Status): Html {
  return sign(status, PARTS[status])
}

function sign(status: string, [shape, words]: readonly [string, string]): Html {
  return html`<span class="sign ${status}"
    ><span aria-hidden="true">${shape}</span><span class="unseen">${words}:</span></span
  >`
}
