import { Hono } from 'hono'
import { html } from 'hono/html'
import { catalog } from '#checker'
import { page } from '../../layout.ts'
import type { Site } from '../../site.ts'
import { lessonOf } from '../lessons/lesson.ts'
import { lessonAddress } from '../markdown/addresses.ts'
import { PREDICTIONS_SECTION, questionsFor } from './section.ts'
import { verdictOf } from './verdict.ts'

/** What is said of an answer: a piece for the page it was given on (`?piece`), a page where no script runs. */
export function predictions({ root }: Site): Hono {
  const app = new Hono()
  app.get('/lessons/:slug/predictions/:name', async (context) => {
    const { slug, name } = context.req.param()
    const exercise = catalog(root).exercises.find((one) => one.slug === slug)
    const question = exercise && questionsFor(root, exercise)?.find((one) => one.name === name)
    if (exercise === undefined || question === undefined) return context.notFound()
    const { lesson } = await lessonOf(root, exercise)
    const title = lesson.headings.find(({ id }) => id === question.section)?.text ?? exercise.title
    const section = { title, address: `${lessonAddress(slug)}#${question.section}` }
    const verdict = await verdictOf(question, context.req.query('answer') ?? '', section)
    if (context.req.query('piece') !== undefined) return context.html(verdict)
    const back = `${lessonAddress(slug)}#${PREDICTIONS_SECTION.id}`
    const body = html`<h1>${question.text}</h1>
      ${verdict}
      <p><a href="${back}">Back to the questions</a></p>`
    return context.html(page({ title: exercise.title, under: '/', styles: ['reading.css'], body }))
  })
  return app
}
