import type { Env } from 'markdown-it'

/** A heading of a text, under the address that links have for it. */
export interface Heading {
  readonly text: string
  /** The id of its element: the anchor as GitHub makes it, with the prefix of the text. */
  readonly id: string
  readonly level: number
}

/** How a text is read: where it stands, what is asked of it, and what was found in it. */
export interface Reading {
  /** The checkout, absolute. */
  readonly root: string
  /** The text's file, relative to the checkout: its links lead from there. */
  readonly from: string
  /** Before each id, where two texts stand on one page. */
  readonly idPrefix: string
  /** By how many levels its headings are lower than it says. */
  readonly headingShift: number
  /** The terms that the page explains: links to them say so. */
  readonly explained: ReadonlySet<string>
  readonly headings: Heading[]
  /** The anchors of the glossary that it links to. */
  readonly terms: Set<string>
  /** Files besides its own that its HTML was made of, absolute, also such as are missing. */
  readonly sources: Set<string>
}

export interface ReadingOptions extends Partial<Pick<Reading, 'idPrefix' | 'headingShift' | 'explained'>> {
  readonly root: string
  readonly from: string
}

/** A reading in which nothing has been found yet. */
export function newReading({
  root,
  from,
  idPrefix = '',
  headingShift = 0,
  explained = new Set(),
}: ReadingOptions): Reading {
  return {
    ...{ root, from, idPrefix, headingShift, explained },
    headings: [],
    terms: new Set(),
    sources: new Set(),
  }
}

/** For the parser: what its rules look things up in. `docId` is what markdown-it-footnote puts into the ids of notes. */
export function envOf(reading: Reading): Env {
  return { reading, ...(reading.idPrefix !== '' && { docId: reading.idPrefix.replace(/-$/, '') }) }
}

export function readingIn(env: Env | undefined): Reading {
  return env?.reading as Reading
}
