import { html } from 'hono/html'
import type { Html } from '../../layout.ts'
import type { Question } from './questions.ts'

/** Whether an answer is what Kafka does, and why. `section`: the title of the lesson's section, and where it is. */
export function verdictOf(
  { answer, why, choices }: Question,
  given: string,
  section: { readonly title: string; readonly address: string },
): Html {
  const isAnswer = choices.length === 0 ? /^-?\d{1,15}$/.test(given) : choices.some(({ value }) => value === given)
  if (!isAnswer)
    return html`<p>${choices.length === 0 ? 'The answer is a whole number.' : 'Pick one of the answers.'}</p>`
  const isRight = String(typeof answer === 'number' ? Number(given) : given) === String(answer)
  return html`<p class="${isRight ? 'right' : 'wrong'}">
    <strong>${isRight ? `Yes: ${answer}.` : `No: you said ${given}, and it is ${answer}.`}</strong> ${why}
    <a href="${section.address}">${section.title}</a>
  </p>`
}
