import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import MarkdownIt from 'markdown-it'
import { expect, test } from 'vitest'
import { run } from './harness/command.ts'
import { Place } from './harness/place.ts'

/** One thing that a reader of CONTRIBUTING.md does or sees. */
interface Step {
  readonly kind: 'sh' | 'diff' | 'md' | 'text'
  readonly text: string
  /** The file that the sentence before it names last. */
  readonly file: string
}

/** The worked example: its blocks, in order. */
function stepsOf(markdown: string): Step[] {
  const [, example = ''] = /^## A new exercise in ten minutes\n([\s\S]+?)^## /m.exec(markdown) ?? []
  const tokens = new MarkdownIt().parse(example, {})
  return tokens.flatMap((token, index) => {
    if (token.type !== 'fence') return []
    const before = tokens.slice(0, index).findLast(({ type }) => type === 'inline')
    const file = before?.children?.findLast(
      ({ type, content }) => type === 'code_inline' && content.includes('/'),
    )?.content
    return [{ kind: token.info as Step['kind'], text: token.content, file: file ?? '' }]
  })
}

/** Puts the lines with `+` where those with `-`, and those of the context, stand. */
function applyDiff(path: string, diff: string): void {
  const lines = diff.trimEnd().split('\n')
  const side = (other: string) =>
    lines
      .filter((line) => !line.startsWith(other))
      .map((line) => line.slice(1))
      .join('\n')
  const pieces = readFileSync(path, 'utf8').split(side('+'))
  if (pieces.length !== 2) throw new Error(`${path} has not, or not once:\n${side('+')}`)
  writeFileSync(path, pieces.join(side('-')))
}

/** Without what differs from run to run: durations, the seed that was drawn, and the broker. */
function lasting(text: string): string[] {
  return text
    .replace(/\d+(?:\.\d+)? m?s\b/g, '…')
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '' && line !== '…')
}

test('the worked example of CONTRIBUTING.md works as it stands there', async () => {
  using place = new Place()
  const root = place.checkout()
  const steps = stepsOf(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8'))
  expect(steps.length).toBeGreaterThan(10)
  let output = ''
  for (const { kind, text, file } of steps) {
    const path = join(root, file)
    if (kind === 'diff') applyDiff(path, text)
    else if (kind === 'md') writeFileSync(path, text, { flag: 'wx' })
    else if (kind === 'sh') output = await runInShell(root, text)
    else for (const line of lasting(text)) expect(lasting(output)).toContain(line)
  }
  expect(output).toMatch(/^verified: /m)
}, 300_000)

/** Runs a block as a reader's shell does, and gives back all that it printed. */
async function runInShell(root: string, block: string): Promise<string> {
  // The command that the harness would run comes as arguments that the block has no use for.
  const { stdout, stderr } = await run([], { root, through: ['sh', '-c', block] })
  return stdout + stderr
}
