import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as solution from '../../../solutions/02-vocabulary/predictions.ts'
import { documentOf } from '../../server/reading/markdown/document.ts'
import { questionsOf } from '../../server/reading/predictions/questions.ts'
import { reading } from '../../server/reading/routes.ts'
import { siteOf } from '../harness/small-workshop.ts'
import { ROOT } from '../harness/site.ts'

const textOf = (path: string) => readFileSync(`${ROOT}/${path}`, 'utf8')
const questions = questionsOf(
  textOf('exercises/02-vocabulary/README.md'),
  textOf('solutions/02-vocabulary/predictions.ts'),
)

test('each function of the task is asked, in its order', () => {
  expect(questions.map(({ name }) => name).toSorted()).toEqual(Object.keys(solution).toSorted())
  expect(questions[0]?.name).toBe('leftInTopic')
})

test.each(questions)(
  '$name is asked with numbers, answered and explained',
  async ({ text, why, choices, answer, section }) => {
    expect(text).toMatch(/\d/)
    expect(text).toMatch(/\?$/)
    expect(text).not.toContain('`')
    expect(why.length).toBeGreaterThan(20)
    if (choices.length > 0) expect(choices.map(({ value }) => value)).toContain(answer)
    const lesson = await documentOf(textOf('lessons/02-vocabulary/lesson.md'), {
      root: ROOT,
      from: 'lessons/02-vocabulary/lesson.md',
    })
    expect(lesson.headings.map(({ id }) => id)).toContain(section)
  },
)

test('lists of numbers are told partition by partition', () => {
  expect(questions.find(({ name }) => name === 'recordsAtOffset')?.text).toContain(
    '9 to partition 0, 4 to partition 1, 7 to partition 2. How many records of the topic have the offset 5?',
  )
})

describe('a reader who answers', () => {
  const app = reading(siteOf(ROOT))
  const verdict = async (name: string, answer: string) =>
    (await app.request(`/lessons/vocabulary/predictions/${name}?piece&answer=${encodeURIComponent(answer)}`)).text()

  test('with what Kafka does, is told so, and why', async () => {
    const html = await verdict('leftInTopic', '30')
    expect(html).toContain('Yes: 30.')
    expect(html).toContain('Reading leaves everything where it is')
    expect(html).toContain('<a href="/lessons/vocabulary#a-topic-is-a-log">A topic is a log</a>')
  })
  test('with something else, is told what Kafka does', async () => {
    expect(await verdict('leftInTopic', '18')).toContain('No: you said 18, and it is 30.')
    expect(await verdict('whereOffsetsAreKept', 'zookeeper')).toContain('No: you said zookeeper, and it is topic.')
  })
  test.each([
    ['leftInTopic', '', 'The answer is a whole number.'],
    ['leftInTopic', '<b>30</b>', 'The answer is a whole number.'],
    ['readInOrder', '<script>', 'Pick one of the answers.'],
  ])('%s with "%s", is asked again', async (name, answer, said) => {
    expect(await verdict(name, answer)).toBe(`<p>${said}</p>`)
  })
})
