import { readFileSync, readdirSync } from 'node:fs'
import { CheckerBug } from '../errors/index.ts'

/** A wrong belief about Kafka and what to tell its owner: one file of `checker/beliefs`. */
export interface Belief {
  /** The file's name without `.md`. */
  readonly name: string
  /** The belief in the learner's own words. */
  readonly title: string
  /** Two to five sentences with `{{facts}}` of the run left open. */
  readonly text: string
  /** Path from the workshop's root with the section's anchor: `lessons/…/lesson.md#keys`. */
  readonly lesson: string
}

const PLACEHOLDER = /\{\{(\w+)\}\}/g

/** The beliefs that have a file, by name, sorted. */
export function beliefNames(root: string): string[] {
  return readdirSync(`${root}/checker/beliefs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -'.md'.length))
    .sort()
}

/** Reads one belief; throws `CheckerBug` when its file is not there or has not the form `# title`, text, link. */
export function readBelief(root: string, name: string): Belief {
  const path = `${root}/checker/beliefs/${name}.md`
  let markdown: string
  try {
    markdown = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CheckerBug(`The belief ${name} has no file.`, { code: 'belief-missing', fix: `Write ${path}.`, cause })
  }
  return parseBelief(name, markdown)
}

/** Takes a belief's file apart: its H1, its text, and its last line, a link to the lesson. */
export function parseBelief(name: string, markdown: string): Belief {
  const match = /^# (.+)\n+([\s\S]+?)\n+\[[^\]]+\]\(\.\.\/\.\.\/(lessons\/[^)\s]+)\)\s*$/.exec(markdown.trim())
  const [, title, text, lesson] = match ?? []
  if (title === undefined || text === undefined || lesson === undefined) {
    throw new CheckerBug(`checker/beliefs/${name}.md has not the form of a belief.`, {
      code: 'belief-malformed',
      fix: 'Write `# The belief`, a text, and as the last line a link `[Section](../../lessons/…/lesson.md#section)`.',
    })
  }
  return { name, title: title.trim(), text: text.replace(/\s*\n\s*/g, ' ').trim(), lesson }
}

/** The names of the facts that a belief's text leaves open. */
export function placeholdersOf(belief: Belief): string[] {
  return [...new Set([...belief.text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))]
}

/** The belief's text with the facts of a run; throws `CheckerBug` for a fact that the rule did not supply. */
export function tell(belief: Belief, facts: Readonly<Record<string, string | number>>): string {
  return belief.text.replace(PLACEHOLDER, (_, fact: string) => {
    const value = facts[fact]
    if (value === undefined) {
      throw new CheckerBug(`The rule for ${belief.name} gives no fact "${fact}".`, {
        code: 'fact-missing',
        fix: `Let the rule give it, or take it out of checker/beliefs/${belief.name}.md.`,
      })
    }
    return String(value)
  })
}

/** Whether a text is what this belief tells, whatever the facts of the run were. */
export function isToldBy(belief: Belief, text: string): boolean {
  const pieces = belief.text.split(/\{\{\w+\}\}/).map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${pieces.join('[^]*')}$`).test(text)
}
