import { claim, graded, returned, scenario } from '#grading'
import { isDeepStrictEqual } from 'node:util'
import { QUESTIONS, answerIn, predictAndRun } from './predictions.ts'
import { call, text } from './question.ts'
import { predictionRules as rules } from './rules.ts'

const predicted = scenario('predictions', { part: 2, rules }, predictAndRun)

for (const { name, asks, belief } of QUESTIONS) {
  graded(asks, { of: predicted, points: 1, beliefs: [belief] }, ({ predictions }) => {
    for (const { question, scenario: numbers, outcome, shown } of predictions) {
      if (question.name !== name) continue
      const expected = `${text(shown.answer)} for ${call(question, numbers)}`
      const answer = answerIn(outcome) ?? returned(name, outcome, { expected })
      claim(isDeepStrictEqual(answer, shown.answer), {
        saw: `${call(question, numbers)} gave ${short(answer)}. On the broker:\n\n${shown.picture.join('\n')}\n`,
        expected: text(shown.answer),
      })
    }
  })
}

/** Whatever a learner's function returns. */
function short(answer: unknown): string {
  return (typeof answer === 'object' ? JSON.stringify(answer) : text(answer)).slice(0, 100)
}
