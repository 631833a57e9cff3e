import { html } from 'hono/html'
import {
  type EndedTest,
  type Exercise,
  type ExerciseResult,
  type Part,
  type PartResult,
  type TestResult,
  bonusOf,
  partName,
  pointsOf,
} from '#checker'
import type { Html } from '../layout.ts'
import { findingBlock } from './finding.ts'
import { said } from './said.ts'
import { statusSign, testSign } from './signs.ts'

export interface ResultContext {
  readonly exercise: Exercise
  /** The part that alone was asked for; undefined: all. */
  readonly part: number | undefined
}

/** The parts that are being graded, with room for their tests. */
export function emptyParts({ exercise, part }: ResultContext): Html {
  const asked = exercise.parts.filter(({ number }) => part === undefined || number === part)
  return html`${asked.map((one) => partSection(one, said(partName(one)), []))}`
}

/** A test that has ended: `data-part` and `data-test` say where it goes. */
export function endedRow({ name, part, status, ms }: EndedTest): Html {
  return html`<li class="test" data-part="${part}" data-test="${name}">
    <p class="name">${testSign(status)} ${said(name)} ${tookOf(status, ms)}</p>
  </li>`
}

/** What a grading came to, in a line. */
export function verdictLine(result: ExerciseResult): Html {
  const { status, points, maxPoints, ms, parts } = result
  const score = `${pointsOf(points, maxPoints)}${bonusOf(parts)} in ${(ms / 1_000).toFixed(1)} s.`
  const [verdict, rest] = {
    passed: ['Passed', `: ${score}`],
    failed: ['Not yet', `: ${score}`],
    'not-started': ['Not started yet', `. Begin with part ${parts[0]?.part ?? 1}.`],
    ungradable: ['Not graded', ': no attempt is lost.'],
  }[status]
  return html`<span class="verdict ${status}"><strong>${verdict}</strong>${rest}</span>`
}

/** All that there is to say of a grading. */
export function resultBlock(result: ExerciseResult, context: ResultContext): Html {
  return html`${faultBlock(result)} ${result.parts.map((part) => gradedPart(part, result, context))}
  ${result.notes.map((note) => html`<p class="note">Note: ${said(note)}</p>`)}${runLine(result, context)}`
}

function gradedPart(part: PartResult, result: ExerciseResult, { exercise }: ResultContext): Html {
  const { status, points, maxPoints } = part
  const right =
    { 'not-started': 'not started', ungradable: 'not graded' }[status as string] ?? pointsOf(points, maxPoints)
  const known: Part = { number: part.part, title: part.title, bonus: part.bonus ?? false }
  const head = html`${statusSign(status)} ${said(partName(known))} <span class="points">${right}</span>`
  if (status === 'not-started') return partSection(known, head, [], firstSteps(part, result))
  const tests = result.tests.filter((test) => test.part === part.part)
  return partSection(
    known,
    head,
    tests.map((test) => testRow(test, result, exercise)),
  )
}

function partSection(part: Part, heading: Html, rows: readonly Html[], more: Html = html``): Html {
  return html`<section class="part">
    <h3>${heading}</h3>
    ${more}
    <ol class="tests" data-of="${part.number}">
      ${rows}
    </ol>
  </section>`
}

/** What to begin with; below the first such part also that the stub has to go. */
function firstSteps(part: PartResult, { parts }: ExerciseResult): Html {
  const isFirst = parts.find(({ status }) => status === 'not-started') === part
  return html`<p>First: ${said(part.firstStep ?? 'read the task.')}</p>
    ${isFirst ? html`<p>Then: delete the call of <code>notWritten()</code>. Until then nothing is graded.</p>` : ''}`
}

function testRow(test: TestResult, result: ExerciseResult, exercise: Exercise): Html {
  const { name, status, ms, detail, finding } = test
  const head = html`${testSign(status)} ${said(name)} ${tookOf(status, ms)}`
  if (!finding)
    return html`<li class="test">
      <p class="name">${head}</p>
      ${detail === undefined ? '' : html`<p class="detail">${said(detail)}</p>`}
    </li>`
  const isFirst = result.headline?.test === name && result.headline.part === test.part
  return html`<li class="test">
    <details ${isFirst ? html`open` : ''}>
      <summary class="name">${head}</summary>
      ${findingBlock({ ...test, finding }, result, exercise)}
    </details>
  </li>`
}

function tookOf(status: TestResult['status'], ms: number): Html {
  return status === 'skipped' ? html`` : html`<span class="took">${Math.round(ms)} ms</span>`
}

function faultBlock({ status, fault, runFolder }: ExerciseResult): Html {
  if (status !== 'ungradable') return html``
  return html`<div class="trouble">
    <p>This could not be graded, and that is not the fault of your programs.</p>
    <p>${said(fault ?? 'It is not known why.')}</p>
    <p>Check again. If it stays like this, send the folder of the run to those who keep the workshop:</p>
    <p><code>${runFolder ?? 'no folder'}</code></p>
  </div>`
}

/** What it was made with, and the command that makes the same run once more. */
function runLine({ id, seed, versions }: ExerciseResult, { part }: ResultContext): Html {
  const kafka = versions.broker === null ? 'no Kafka' : `Kafka ${versions.broker}`
  const provider = versions.provider === null ? '' : `, ${versions.provider}`
  const command = `npm run check ${id.slice(0, 2)} -- --seed ${seed}${part === undefined ? '' : ` --part ${part}`}`
  return html`<p class="run">
    Seed ${seed} · ${kafka}${provider} · Node ${versions.node}. The same run in a terminal: <code>${command}</code>
  </p>`
}
