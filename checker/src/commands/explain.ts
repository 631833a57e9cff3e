import { type SpawnOptions, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { catalog } from '../catalog/index.ts'
import { EnvironmentError, UsageError, isWorkshopError, messageOf } from '../errors/index.ts'
import { type Explanation, explainRun } from '../learner/explain/explain.ts'
import { lastRun } from '../learner/explain/runs.ts'
import { isShrinkable } from '../learner/shrink/shrinkable.ts'
import { renderExplanation } from '../learner/explain/text.ts'
import { styleFor } from '../report/style.ts'
import { visible } from '../report/visible.ts'
import { shownFrom } from '../runner/paths.ts'
import { type CommandContext, userDir } from './context.ts'

export interface ExplainOptions {
  readonly html?: string
  readonly open?: boolean
  readonly part?: number
  readonly test?: string
  /** Seconds to look for a smaller run in. */
  readonly budget?: number
  readonly asGraded?: boolean
}

/** A grading of one scene takes one to three seconds, and the first try often is the smallest. */
const BUDGET_SECONDS = 10
/** Lanes and words side by side have a use for more than texts have. */
const WIDEST = 160

/** Draws the last graded run; gives back the exit code. */
export async function explainCommand(
  word: string | undefined,
  options: ExplainOptions,
  context: CommandContext,
): Promise<number> {
  const { root } = context
  const id = word === undefined ? undefined : catalog(root).find(word).id
  const { folder } = lastRun(root, id)
  const asGraded = explainRun(folder, options)
  const explanation = options.asGraded ? asGraded : await smallest(asGraded, options, context)
  if (options.html === undefined && !options.open) {
    process.stdout.write(renderExplanation(explanation, styleFor(process.stdout, process.env, WIDEST)))
    return 0
  }
  const file = await writePage(explanation, options.html)
  process.stdout.write(`${visible(shownFrom(root, file))}\n`)
  if (options.open) await openInBrowser(file)
  return 0
}

/** The smallest run that shows the same finding, where there is one; else the run as it was graded. */
async function smallest(
  graded: Explanation,
  { budget = BUDGET_SECONDS }: ExplainOptions,
  { root, bundle, say, signal }: CommandContext,
): Promise<Explanation> {
  if (!isShrinkable(graded.folder, graded.test)) return graded
  const { shrink, smallestWords } = await import('../learner/shrink/smaller-run.ts')
  const onBegin = () =>
    say(`Looking for a smaller run that shows the same, for ${budget} s at most (-- --as-graded draws it as it was).`)
  const options = { root, bundle, say, signal, budgetMs: budget * 1_000, onBegin }
  const shrunk = await shrink(graded.folder, graded, options).catch((error: unknown) => {
    // No broker, or no programs any more: the picture needs neither.
    if (isWorkshopError(error) && !signal.aborted) return { reason: error.message }
    throw error
  })
  if ('reason' in shrunk) {
    say(`This is the run as it was graded: ${shrunk.reason}`)
    return graded
  }
  say(smallestWords(shrunk.smallest))
  const { folder } = shrunk.smallest
  if (folder === null) return graded
  const { others, endedAt } = graded
  return { ...explainRun(folder, { part: graded.test.part, test: graded.test.name }), others, endedAt }
}

/** To the file that is asked for, else into the run's folder, which goes with the run. */
async function writePage(explanation: Explanation, html: string | undefined): Promise<string> {
  const file = html === undefined ? join(explanation.folder, 'explain.html') : resolve(userDir(), html)
  const { pageOf } = await import('../learner/explain/page.ts')
  try {
    if (html === '') throw new Error('it has no name')
    writeFileSync(file, pageOf(explanation))
  } catch (cause) {
    throw new UsageError(`"${html ?? file}" cannot be written: ${messageOf(cause)}.`, {
      code: 'bad-file',
      fix: `Name a file in a folder that is there and that you can write to; ${dirname(file)} is not.`,
      cause,
    })
  }
  return file
}

/** An opener that stays in front of its browser is not waited for longer. */
const OPENER_MS = 2_000

async function openInBrowser(file: string): Promise<void> {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const options: SpawnOptions = { detached: true, stdio: 'ignore' }
  const failure = await new Promise<string | undefined>((done) => {
    const child = spawn(opener, [file], options)
    const enough = setTimeout(done, OPENER_MS, undefined)
    const end = (why: string | undefined) => {
      clearTimeout(enough)
      done(why)
    }
    child.once('error', ({ message }) => end(message))
    child.once('exit', (code) => end(code === 0 ? undefined : `${opener} ended with ${code}`))
    child.unref()
  })
  if (failure === undefined) return
  throw new EnvironmentError(`No browser could be opened: ${failure}.`, {
    code: 'no-opener',
    fix: `Open this file in your browser: ${file}`,
  })
}
