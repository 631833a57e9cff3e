import { html } from 'hono/html'
import type { Html } from '../../layout.ts'
import { TEXT } from '../../reading/markdown.ts'
import type { Deck, RenderedSlide } from '../deck.ts'
import { shell } from './shell.ts'

/** What the speaker has: the notes of each slide, of which a browser shows those of the slide that is on the beamer. */
export function notesPage({ exercise: { slug }, title, slides }: Deck): Html {
  const body = html`<body class="notes" data-slug="${slug}">
    <header class="clock">
      <h1>${title}</h1>
      <p><output id="place" role="status"></output></p>
      <p>Now <time id="clock"></time></p>
      <p>Since the start <time id="elapsed"></time> <button type="button" id="restart">Start again</button></p>
      <nav aria-label="Slides">
        <button type="button" data-does="back">← Back</button>
        <button type="button" data-does="next" class="primary">Next →</button>
        <button type="button" data-does="blank" aria-pressed="false">Blank</button>
        <a href="/present/${slug}" id="slides-link">Slides</a>
      </nav>
    </header>
    <main id="slides" aria-label="Notes: ${title}">${slides.map((slide) => section(slide, slides[slide.number]))}</main>
  </body>`
  return shell({
    title: `Notes: ${title}`,
    styles: [...TEXT.styles, 'present-notes.css'],
    modules: ['present-notes.js'],
    body,
  })
}

function section(slide: RenderedSlide, next: RenderedSlide | undefined): Html {
  const { number, heading, anchor, kind, notes, shown } = slide
  return html`<section class="slide" id="${number}" data-anchor="${anchor}" aria-label="${number}: ${heading}">
    <h2>${heading}</h2>
    <div class="note">${notes}</div>
    ${
      kind === 'figure' || kind === 'code' || kind === 'table'
        ? html`<aside class="preview" aria-label="On the slide">${shown}</aside>`
        : ''
    }
    <p class="next">${next === undefined ? 'This is the last slide.' : html`Next: <b>${nameOf(next)}</b>`}</p>
  </section>`
}

function nameOf({ heading, kind }: RenderedSlide): string {
  return kind === 'title' || kind === 'words' ? heading : `${heading} (${kind})`
}
