import { Hono } from 'hono'
import type { Site } from '../site.ts'
import { exerciseAsked, partAsked, textsOf } from './asked.ts'
import { hintsBlock, nextHintBlock } from './hints.ts'
import { resetAnswer, resetQuestion } from './reset.ts'
import { solutionBlock } from './solution.ts'
import { statusOf, troubleBlock } from './trouble.ts'

/** What helps on beside a task, as pieces of its page: hints, the solution, a reset. What changes something is a POST. */
export function helpRoutes(site: Site): Hono {
  const app = new Hono()
  app.get('/desk/:exercise/hints', async (context) => {
    const exercise = exerciseAsked(site, context.req.param('exercise'))
    return context.html(await hintsBlock(site, exercise, partAsked(exercise, context.req.query('part'))))
  })
  app.post('/desk/:exercise/hints', async (context) => {
    const exercise = exerciseAsked(site, context.req.param('exercise'))
    const { part } = await context.req.parseBody()
    return context.html(await nextHintBlock(site, exercise, partAsked(exercise, part)))
  })
  app.get('/desk/:exercise/solution', async (context) =>
    context.html(await solutionBlock(site, exerciseAsked(site, context.req.param('exercise')))),
  )
  app.post('/desk/:exercise/solution', async (context) => {
    const exercise = exerciseAsked(site, context.req.param('exercise'))
    const { program } = await context.req.parseBody()
    return context.html(await solutionBlock(site, exercise, textsOf(program)[0] ?? ''))
  })
  app.get('/desk/:exercise/reset', async (context) =>
    context.html(await resetQuestion(site, exerciseAsked(site, context.req.param('exercise')))),
  )
  app.post('/desk/:exercise/reset', async (context) => {
    const exercise = exerciseAsked(site, context.req.param('exercise'))
    const { program } = await context.req.parseBody({ all: true })
    return context.html(await resetAnswer(site, exercise, textsOf(program)))
  })
  app.onError(async (error, context) => context.html(await troubleBlock(error, site), statusOf(error)))
  return app
}
