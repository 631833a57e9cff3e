import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { catalog } from '../catalog/index.ts'
import { UsageError, messageOf } from '../errors/index.ts'
import { mergeProgress } from '../learner/progress/merge.ts'
import { type Progress, parseProgress, progressText } from '../learner/progress/state.ts'
import { loadProgress, updateProgress } from '../learner/progress/store.ts'
import { summarise } from '../learner/progress/summary.ts'
import { styleFor } from '../report/style.ts'
import { type CommandContext, userDir } from './context.ts'
import { TO_STDOUT, refuseUnwritable, writeOut } from './output-file.ts'
import { unreadableText } from '../learner/progress/notes.ts'
import { renderProgress } from './render-progress.ts'

export interface ProgressOptions {
  readonly report?: string
  readonly export?: string
  readonly import?: string
}

/** Shows what has been done, and takes it to and from files; gives back the exit code. */
export async function progressCommand(options: ProgressOptions, { root, say }: CommandContext): Promise<number> {
  const { report, export: exported, import: imported } = options
  if (report === TO_STDOUT && exported === TO_STDOUT) {
    throw new UsageError('--report - and --export - cannot both have standard output.', {
      code: 'two-on-stdout',
      fix: 'Write one of them to a file.',
    })
  }
  for (const file of [report, exported]) if (file !== undefined) refuseUnwritable(file)
  const { progress, unreadable } = imported === undefined ? loadProgress(root) : await merged(root, imported, say)
  for (const one of unreadable) say(unreadableText(one))
  const { exercises } = catalog(root)
  const summaries = summarise(exercises, progress)
  // With JSON on standard output, people read standard error.
  const people = [report, exported].includes(TO_STDOUT) ? process.stderr : process.stdout
  people.write(
    renderProgress(summaries, { root, others: unknownIn(progress, exercises) }, styleFor(people, process.env)),
  )
  if (exported !== undefined) writeOut(exported, progressText(progress))
  if (report !== undefined) {
    const { progressReport } = await import('../learner/progress/report.ts')
    writeOut(report, `${JSON.stringify(progressReport(summaries), null, 2)}\n`)
  }
  return 0
}

async function merged(root: string, file: string, say: (line: string) => void) {
  const theirs = readExported(file)
  let before = 0
  const loaded = await updateProgress(root, (progress) => {
    before = gradingsIn(progress)
    return mergeProgress(progress, theirs)
  })
  const added = gradingsIn(loaded.progress) - before
  say(`${file}: ${added} of ${gradingsIn(theirs)} checks were new, and nothing that was here is lost.`)
  return loaded
}

function readExported(file: string): Progress {
  const fix = 'Give a file that `npm run progress -- --export FILE` wrote, whole.'
  let text: string
  try {
    text = readFileSync(resolve(userDir(), file), 'utf8')
  } catch (cause) {
    throw new UsageError(`"${file}" can't be read: ${messageOf(cause)}.`, { code: 'bad-import', fix, cause })
  }
  const parsed = parseProgress(text)
  if (parsed.kind === 'progress') return parsed.progress
  throw new UsageError(`"${file}" can't be imported: ${parsed.why}.`, {
    code: 'bad-import',
    fix: parsed.kind === 'newer' ? 'Get the newer workshop first (git pull, npm ci), and import it then.' : fix,
  })
}

function gradingsIn({ exercises }: Progress): number {
  return Object.values(exercises).reduce((sum, { gradings }) => sum + gradings.length, 0)
}

/** Slugs that are recorded and that this workshop does not have: of another version, or an exercise that was taken away. */
function unknownIn({ exercises }: Progress, known: readonly { slug: string }[]): string[] {
  return Object.keys(exercises).filter((slug) => !known.some((one) => one.slug === slug))
}
