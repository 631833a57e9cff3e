import { html } from 'hono/html'
import {
  type ClosedSolution,
  type Exercise,
  type Solution,
  UsageError,
  openSolutions,
  partsText,
  visible,
} from '#checker'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'
import { notesBlock } from './notes.ts'

/**
 * The learner's programs beside the solution, as far as their parts are passed. `anyway`: the solution of this program too, which
 * progress remembers. @throws UsageError for a program that there is not
 */
export async function solutionBlock({ root, bundle }: Site, exercise: Exercise, anyway?: string): Promise<Html> {
  const notes: string[] = []
  const keeping = { root, bundle, say: (line: string) => notes.push(line) }
  // Before the others: a name that is none is refused with nothing done.
  const wanted = anyway === undefined ? [] : await openedAnyway(exercise, anyway, keeping)
  const { open, closed } = await openSolutions(exercise, {}, keeping)
  const shown = [...wanted, ...open.filter(({ name }) => wanted.every((one) => one.name !== name))]
  const left = closed.filter(({ name }) => shown.every((one) => one.name !== name))
  return html`<h2 id="desk-dialog-title">Yours and the solution</h2>
    ${notesBlock([...new Set(notes)])} ${shown.map((one) => differences(exercise, one))} ${left.map(closedBlock)}`
}

async function openedAnyway(
  exercise: Exercise,
  program: string,
  keeping: Parameters<typeof openSolutions>[2],
): Promise<readonly Solution[]> {
  if (program === '')
    throw new UsageError('No program was named.', { code: 'no-such-program', fix: 'Name one of the exercise.' })
  return (await openSolutions(exercise, { program, anyway: true }, keeping)).open
}

function differences({ id }: Exercise, { name, code, hunks }: Solution): Html {
  if (!hunks)
    return html`<h3>${name}</h3>
      <p>You have no ${name}. The whole solution:</p>
      <pre class="diff"><code>${visible(code)}</code></pre>`
  if (hunks.length === 0)
    return html`<h3>${name}</h3>
      <p>Yours is the solution, line by line.</p>`
  return html`<h3>${name}</h3>
    <p class="legend">
      <del>- exercises/${id}/${name}</del>
      <ins>+ solutions/${id}/${name}</ins>
    </p>
    ${hunks.map(({ lines, newStart }) => hunkBlock(lines, newStart))}`
}

function hunkBlock(lines: readonly string[], start: number): Html {
  // With a backslash a patch says that a file does not end in a line feed.
  const shown = lines.filter((line) => !line.startsWith('\\')).map(diffLine)
  return html`<p class="line">Line ${start}</p>
    <pre class="diff"><code>${shown}</code></pre>`
}

/** Nothing stands between the lines but themselves: in `<pre>` it would be seen. */
function diffLine(line: string): Html {
  const text = visible(`${line.charAt(0)} ${line.slice(1)}`)
  if (line.startsWith('-')) return html`<del>${text}</del>`
  if (line.startsWith('+')) return html`<ins>${text}</ins>`
  return html`<span>${text}</span>`
}

function closedBlock({ name, left }: ClosedSolution): Html {
  return html`<h3>${name}</h3>
    <p>
      The solution of ${name} opens when ${partsText(left)} ${left.length === 1 ? 'is' : 'are'} passed. A hint may help
      on.
    </p>
    <p>
      <button type="button" data-do="solution-anyway" data-program="${name}">Show it anyway</button>
      Your progress will remember it.
    </p>`
}
