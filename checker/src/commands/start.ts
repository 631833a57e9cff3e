import { pathToFileURL } from 'node:url'
import { entryOf } from '../grading/bundle.ts'
import type { CommandContext } from './context.ts'

/** What the site's entry gives: it is a client of the checker, so the checker does not import it. */
interface SiteEntry {
  readonly serveSite: (options: StartOptions, context: CommandContext) => Promise<void>
}

export interface StartOptions {
  readonly port?: number
}

/** Serves the lessons to browsers of this machine, until Ctrl-C. */
export async function startCommand(options: StartOptions, context: CommandContext): Promise<number> {
  const entry = entryOf(context.bundle, 'site/server/main.ts')
  const { serveSite } = (await import(pathToFileURL(entry).href)) as SiteEntry
  await serveSite(options, context)
  return 0
}
