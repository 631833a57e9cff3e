import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { head } from './head.ts'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export interface Page {
  /** Of the browser's tab; the workshop's name is added. */
  readonly title: string
  /** The entry of the main navigation that the page is under. */
  readonly under?: '/' | '/live' | '/glossary'
  /** Styles and modules in `site/browser`, besides those of every page: `reading.css`, `search.js`. */
  readonly styles?: readonly string[]
  readonly modules?: readonly string[]
  /** What stands in `<main>`. */
  readonly body: Html
  /** What stands beside it at the left, as the list of lessons does. */
  readonly side?: Html
}

const NAVIGATION = [
  ['/', 'Lessons'],
  ['/glossary', 'Glossary'],
  ['/live', 'Live'],
] as const

/** A whole page. What is interpolated is escaped; what is HTML already says so by its type. */
export function page({ title, under, styles = [], modules = [], body, side }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      ${head({ title, styles: ['search.css', ...styles], modules: ['base.js', 'search.js', ...modules] })}
      <body>
        <a class="skip" href="#main">To the text</a>
        <header class="top">
          <a class="home" href="/">Kafka workshop</a>
          <nav aria-label="Workshop">
            ${NAVIGATION.map(([path, name]) => html`<a href="${path}" ${path === under ? html`aria-current="page"` : ''}>${name}</a>`)}
          </nav>
          <form class="search" action="/search" role="search">
            <input type="search" name="q" aria-label="Search the lessons" placeholder="Search" />
          </form>
        </header>
        <div class="frame ${side === undefined ? '' : 'with-side'}">
          ${side === undefined ? '' : html`<div class="side">${side}</div>`}
          <main id="main" tabindex="-1">${body}</main>
        </div>
      </body>
    </html>`
}
