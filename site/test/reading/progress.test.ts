import { expect, test, vi } from 'vitest'
import { reading } from '../../server/reading/routes.ts'
import { siteOf, smallWorkshop } from '../harness/small-workshop.ts'

vi.mock('../../server/desk/panel.ts', () => ({ DESK: { styles: [], modules: [] }, deskPanel: () => '' }))

const TASK = '# Why a queue\n\nEach purchase earns a mail.\n\n## Part 1: Say hello\n\nOne.\n\n## Part 2: Send\n\nTwo.\n'
const FAILED = { part: 2, status: 'failed', points: 1, maxPoints: 5, passed: [] }
const PASSED = { part: 1, status: 'passed', points: 3, maxPoints: 3, passed: ['it ends'] }
const grading = (part: object, at: string) => ({ id: at, at, seed: 1, parts: [part], failed: [] })
const progress = (...gradings: object[]) =>
  JSON.stringify({ version: 1, exercises: { intro: { gradings, hints: {}, solutions: {} } } })

async function pageOf(root: string, address: string): Promise<string> {
  return (await reading(siteOf(root)).request(address)).text()
}

test('who has done nothing yet begins with the first lesson', async () => {
  using workshop = smallWorkshop()
  const html = await pageOf(workshop.root, '/')
  expect(html).toContain('Begin here:')
  expect(html).toContain('not started')
  expect(html).toContain('Each purchase earns a mail.')
})

test('who is under way sees the points, and goes on with the part that is left', async () => {
  using workshop = smallWorkshop({
    'exercises/01-intro/README.md': TASK,
    '.workshop/progress.json': progress(
      grading(PASSED, '2026-01-02T10:00:00.000Z'),
      grading(FAILED, '2026-01-02T11:00:00.000Z'),
    ),
  })
  const html = await pageOf(workshop.root, '/')
  expect(html).toContain('under way, 4 of 8 points')
  expect(html).toMatch(/Go on here:[^]*href="\/lessons\/intro#task-part-2-send"/)
  expect(await pageOf(workshop.root, '/lessons/intro')).toContain('aria-label="under way, 4 of 8 points"')
})

test('a check in between shows when the page is asked for again', async () => {
  using workshop = smallWorkshop()
  expect(await pageOf(workshop.root, '/lessons/intro')).toContain('aria-label="not started"')
  workshop.write('.workshop/progress.json', progress(grading(PASSED, '2026-01-02T10:00:00.000Z')))
  expect(await pageOf(workshop.root, '/lessons/intro')).toContain('aria-label="passed, 3 of 3 points"')
  expect(await pageOf(workshop.root, '/')).toContain('All exercises are passed.')
})

test('progress that is broken is told, and the lessons are there all the same', async () => {
  using workshop = smallWorkshop({ '.workshop/progress.json': '<b>' })
  const html = await pageOf(workshop.root, '/')
  expect(html).toContain("isn't shown: it is no JSON")
  expect(html).not.toContain('<b>')
  expect(html).toContain('Begin here:')
})
