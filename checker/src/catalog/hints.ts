import { readFileSync } from 'node:fs'
import { CheckerBug } from '../errors/index.ts'
import { foldersOf } from './exercise.ts'

/** The hints of an exercise, from vague to nearly the answer: `checker/hidden/<id>/hints.md`. Each is Markdown. */
export interface Hints {
  readonly parts: ReadonlyMap<number, readonly string[]>
  /** For those who hold a belief, by the name of its file in `checker/beliefs`. */
  readonly beliefs: ReadonlyMap<string, readonly string[]>
}

const HEADING = /^(?:Part (?<part>\d+)|Belief: (?<belief>[a-z0-9-]+))$/
const FORM = 'Write `## Part 1` or `## Belief: its-name`, and below it a numbered list: `1. …`, further lines indented.'

/** Reads the hints of an exercise; throws `CheckerBug` when there are none, or they have not the form. */
export function readHints(root: string, id: string): Hints {
  const path = `${foldersOf(root, id).hidden}/hints.md`
  let markdown: string
  try {
    markdown = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CheckerBug(`${path} cannot be read.`, { code: 'hints-missing', fix: FORM, cause })
  }
  return parseHints(markdown, path)
}

/** Takes hints apart: H2s for parts and beliefs, each with a numbered list. `path`: for what is said of a wrong form. */
export function parseHints(markdown: string, path: string): Hints {
  const parts = new Map<number, readonly string[]>()
  const beliefs = new Map<string, readonly string[]>()
  for (const section of markdown.split(/^## /m).slice(1)) {
    const [heading = '', ...lines] = section.split('\n')
    const { part, belief } = HEADING.exec(heading.trim())?.groups ?? {}
    const items = itemsOf(lines)
    const known = part === undefined ? beliefs.has(belief ?? '') : parts.has(Number(part))
    if ((part ?? belief) === undefined || items.length === 0 || known) {
      throw new CheckerBug(`${path}: "${heading.trim()}" has not the form of hints.`, {
        code: 'hints-malformed',
        fix: FORM,
      })
    }
    if (part !== undefined) parts.set(Number(part), items)
    else if (belief !== undefined) beliefs.set(belief, items)
  }
  return { parts, beliefs }
}

/** The items of a numbered list without their numbers; what belongs to one is indented. */
function itemsOf(lines: readonly string[]): string[] {
  const items: string[][] = []
  for (const line of lines) {
    const first = /^\d+\. +(.*)$/.exec(line)?.[1]
    if (first !== undefined) items.push([first])
    else items.at(-1)?.push(line.replace(/^ {1,3}/, ''))
  }
  return items.map((item) => item.join('\n').trim())
}
