import { readFileSync } from 'node:fs'
import GithubSlugger from 'github-slugger'
import { type Exercise, catalog, foldersOf } from '#checker'
import type { Html } from '../layout.ts'
import { markdownToHtml } from '../reading/markdown.ts'
import type { Site } from '../site.ts'
import { withShortCode } from './slides/long-code.ts'
import { type Slide, slidesOf } from './slides/slides.ts'

/** A lesson as slides, the Markdown of each part made HTML. */
export interface Deck {
  readonly exercise: Exercise
  readonly title: string
  readonly slides: readonly RenderedSlide[]
}

export interface RenderedSlide {
  /** From 1: what stands behind the `#` of its address. */
  readonly number: number
  readonly kind: Slide['kind']
  readonly heading: string
  /** The anchor that its section has in the lesson, so that links in the lesson's text lead to its first slide. */
  readonly anchor: string
  readonly words?: Html
  readonly shown?: Html
  readonly answer?: Html
  readonly notes: Html
}

/** The slides of a lesson as it is now, by its slug; undefined where there is none. */
export async function deckOf(site: Site, slug: string): Promise<Deck | undefined> {
  const exercise = catalog(site.root).exercises.find((one) => one.slug === slug)
  if (exercise === undefined) return undefined
  const lesson = readFileSync(`${foldersOf(site.root, exercise.id).lesson}/lesson.md`, 'utf8')
  return renderDeck(site, exercise, lesson)
}

/** The slides of a lesson's Markdown, in which nothing of the text is markup of its own. */
export async function renderDeck(site: Site, exercise: Exercise, lesson: string): Promise<Deck> {
  const place = { from: `lessons/${exercise.id}/lesson.md` }
  const html = async (text: string) => markdownToHtml(site, text, place)
  const filled = async (name: 'words' | 'shown' | 'answer', text = '') =>
    text === '' ? {} : { [name]: await html(text) }
  const slides = withShortCode(site.root, slidesOf(lesson))
  const anchors = anchorsOf(slides)
  const rendered = slides.map(async ({ kind, heading, words, shown, answer, notes }, index) => ({
    number: index + 1,
    kind,
    heading,
    anchor: anchors[index] ?? '',
    ...(await filled('words', words)),
    ...(await filled('shown', shown)),
    ...(await filled('answer', answer)),
    notes: await html(notes),
  }))
  return { exercise, title: slides[0]?.heading ?? exercise.title, slides: await Promise.all(rendered) }
}

/** As GitHub makes them of the headings, one for each section, however many slides that has. */
function anchorsOf(slides: readonly Slide[]): string[] {
  const slugger = new GithubSlugger()
  let anchor = ''
  return slides.map(({ heading }, index) => {
    if (heading !== slides[index - 1]?.heading) anchor = slugger.slug(heading)
    return anchor
  })
}
