import { html } from 'hono/html'
import type { Html } from '../../layout.ts'
import { LIVE } from '../../live/widget.ts'
import { TEXT } from '../../reading/markdown.ts'
import type { Deck, RenderedSlide } from '../deck.ts'
import { shell } from './shell.ts'

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['→', 'Space', 'PageDown'], 'next slide'],
  [['←', 'PageUp'], 'the one before'],
  [['Home', 'End'], 'first, last'],
  [['o'], 'all slides'],
  [['a'], 'answer of a question'],
  [['n'], 'notes, in a window of their own'],
  [['b'], 'blank the screen'],
  [['f'], 'full screen'],
  [['Esc'], 'back to the lesson'],
]

/** All slides of a lesson, of which a browser shows one at a time; without JavaScript they follow each other. */
export function slidesPage({ exercise, title, slides }: Deck, live: Html): Html {
  const { slug, number } = exercise
  const hasLive = slides.some(({ kind }) => kind === 'live')
  const firstLive = slides.find(({ kind }) => kind === 'live')
  const body = html`<body class="present" data-slug="${slug}">
    <main id="slides" aria-label="Slides: ${title}">
      ${slides.map((slide) => section(slide, number, slides.length, slide === firstLive ? live : undefined))}
    </main>
    ${toolbar(slug)} ${overview(slides)} ${keys()}
    <button type="button" class="blank" id="blank" hidden aria-label="The screen is blank. Go on"></button>
  </body>`
  return shell({
    title: `Slides: ${title}`,
    styles: [...TEXT.styles, ...(hasLive ? LIVE.styles : []), 'present.css'],
    modules: ['present.js', ...(hasLive ? LIVE.modules : [])],
    body,
  })
}

function section(slide: RenderedSlide, lesson: number, count: number, live: Html | undefined): Html {
  const { number, kind, heading, anchor } = slide
  const label = `${number} of ${count}: ${heading}`
  return html`<section
    class="slide is-${kind}"
    id="${number}"
    data-anchor="${anchor}"
    aria-label="${label}"
    tabindex="-1"
  >
    ${
      kind === 'title'
        ? html`<p class="lesson">Lesson ${lesson}</p>
            <h1>${heading}</h1>`
        : html`<h2>${kind === 'live' ? `${heading}: live` : heading}</h2>`
    }
    <div class="body">${bodyOf(slide, live)}</div>
  </section>`
}

/** The widget stands in the first slide that wants it; a browser moves it to the one that is shown. */
function bodyOf({ kind, words, shown, answer }: RenderedSlide, live: Html | undefined): Html {
  if (kind === 'live') {
    return html`<div class="live-place" tabindex="0" role="region" aria-label="Kafka, live">
      ${live === undefined ? html`<p><a href="/live">Kafka, live</a></p>` : html`<div class="live-widget">${live}</div>`}
    </div>`
  }
  if (kind === 'question') {
    return html`<div class="shown">${shown}</div>
      <details class="answer">
        <summary>Answer</summary>
        <div class="words">${answer ?? ''}</div>
      </details>`
  }
  return html`${words === undefined ? '' : html`<div class="words">${words}</div>`}
  ${shown === undefined ? '' : html`<div class="shown">${shown}</div>`}`
}

function toolbar(slug: string): Html {
  return html`<nav class="tools" aria-label="Slides">
    <a href="/lessons/${slug}" id="leave">Lesson</a>
    <span class="gap"></span>
    <button type="button" data-does="overview">Overview</button>
    <a href="/present/${slug}/notes" id="notes" target="notes-${slug}">Notes</a>
    <button type="button" data-does="help" aria-label="Keys">?</button>
    <button type="button" data-does="back" aria-label="Previous slide">←</button>
    <output id="place" role="status"></output>
    <button type="button" data-does="next" aria-label="Next slide">→</button>
  </nav>`
}

function overview(slides: readonly RenderedSlide[]): Html {
  return html`<dialog id="overview" aria-label="All slides">
    <h2>All slides</h2>
    <ol>
      ${slides.map(
        ({ number, heading, kind }) =>
          html`<li>
            <a href="#${number}">${heading} <span class="kind">${kind === 'title' ? '' : kind}</span></a>
          </li>`,
      )}
    </ol>
    <form method="dialog"><button>Close</button></form>
  </dialog>`
}

function keys(): Html {
  return html`<dialog id="help" aria-label="Keys">
    <h2>Keys</h2>
    <dl>
      ${KEYS.map(
        ([names, does]) =>
          html`<div>
            <dt>${names.map((name) => html`<kbd>${name}</kbd> `)}</dt>
            <dd>${does}</dd>
          </div>`,
      )}
    </dl>
    <form method="dialog"><button>Close</button></form>
  </dialog>`
}
