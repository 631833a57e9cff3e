import { html, raw } from 'hono/html'
import { type Exercise, catalog } from '#checker'
import { DESK, deskPanel } from '../../desk/panel.ts'
import { type Html, page } from '../../layout.ts'
import type { Site } from '../../site.ts'
import { tooltips } from '../glossary/tooltips.ts'
import { TASK_ID, lessonAddress } from '../markdown/addresses.ts'
import type { Document } from '../markdown/document.ts'
import { PREDICTIONS_SECTION, predictionsOf } from '../predictions/section.ts'
import { contents } from './contents.ts'
import { lessonOf } from './lesson.ts'
import { progressOf } from './progress.ts'

/** A lesson with its task and the desk beside it; undefined where there is no such exercise. */
export async function lessonPage(site: Site, slug: string): Promise<Html | undefined> {
  const { exercises } = catalog(site.root)
  const at = exercises.findIndex((exercise) => exercise.slug === slug)
  const exercise = exercises[at]
  if (exercise === undefined) return undefined
  const { lesson, task, glossary } = await lessonOf(site.root, exercise)
  const predictions = predictionsOf(site.root, exercise)
  const { summaries } = progressOf(site.root, exercises)
  const terms = [...new Set([...lesson.terms, ...task.terms])]
  return page({
    title: exercise.title,
    under: '/',
    styles: ['text.css', 'reading.css', ...DESK.styles],
    modules: ['reading.js', ...(predictions === undefined ? [] : ['predictions.js']), ...DESK.modules],
    side: contents({ summaries, current: slug, sections: sectionsOf(lesson, predictions !== undefined) }),
    body: html`<div class="lesson">
        <article class="text">
          <p class="ways">
            <a class="to-task" href="#${TASK_ID}">To the task</a>
            <a href="/present/${slug}">Present</a>
          </p>
          ${raw(lesson.html)} ${predictions ?? ''} ${neighbours(exercises[at - 1], exercises[at + 1])}
        </article>
        <aside class="task" id="${TASK_ID}" aria-label="Task and programs">
          <section class="text" aria-label="Task" tabindex="0">
            <h2>Task</h2>
            ${raw(task.html)}
          </section>
          ${deskPanel(site, exercise)}
        </aside>
      </div>
      ${tooltips(glossary, terms)}`,
  })
}

function sectionsOf(lesson: Document, hasPredictions: boolean) {
  const sections = lesson.headings.filter(({ level }) => level === 2)
  return hasPredictions ? [...sections, PREDICTIONS_SECTION] : sections
}

function neighbours(before: Exercise | undefined, behind: Exercise | undefined): Html {
  return html`<nav class="neighbours" aria-label="Neighbouring lessons">
    ${
      before === undefined
        ? ''
        : html`<a rel="prev" href="${lessonAddress(before.slug)}"><span>Before</span> ${before.title}</a>`
    }
    ${
      behind === undefined
        ? ''
        : html`<a rel="next" href="${lessonAddress(behind.slug)}"><span>Next</span> ${behind.title}</a>`
    }
  </nav>`
}
