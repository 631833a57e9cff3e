import { existsSync, readFileSync } from 'node:fs'
import { html, raw } from 'hono/html'
import { type Html, page } from '../../layout.ts'
import { FreshCache } from '../fresh-cache.ts'
import { GLOSSARY_FILE } from '../markdown/addresses.ts'
import { type Document, documentOf } from '../markdown/document.ts'
import { type Glossary, glossaryOf } from './glossary.ts'

const cache = new FreshCache<Document>(({ sources }) => sources)

/** The glossary as a page, with all terms in a list beside it. */
export async function glossaryPage(root: string): Promise<Html> {
  const glossary = await glossaryOf(root)
  const document = await cache.get(root, () => readGlossary(root, glossary))
  return page({
    title: 'Glossary',
    under: '/glossary',
    styles: ['text.css', 'reading.css'],
    modules: ['reading.js'],
    side: html`<nav class="contents" aria-label="Terms">
      <details open>
        <summary>Terms</summary>
        <ul>
          ${[...glossary.terms.values()].map(({ name, anchor }) => html`<li><a href="#${anchor}">${name}</a></li>`)}
        </ul>
      </details>
    </nav>`,
    body: html`<article class="text glossary">${raw(document.html)}</article>`,
  })
}

async function readGlossary(root: string, { path }: Glossary): Promise<Document> {
  if (!existsSync(path))
    return { html: `<h1>Glossary</h1><p>There is no ${GLOSSARY_FILE}.</p>`, headings: [], terms: [], sources: [path] }
  const document = await documentOf(readFileSync(path, 'utf8'), { root, from: GLOSSARY_FILE })
  return { ...document, sources: [path, ...document.sources] }
}
