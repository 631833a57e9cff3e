import { isWorkshopError, messageOf } from '../../errors/index.ts'
import type { Unreadable } from './store.ts'

/** One line about a file of progress that can't be read. */
export function unreadableText({ path, kind, why, keptAs }: Unreadable): string {
  if (keptAs !== undefined) return `Note: ${path} could not be used, since ${why}. It is kept as ${keptAs}.`
  const advice =
    kind === 'newer' ? 'Get the newer workshop (git pull, npm ci).' : 'The next check keeps it under another name.'
  return `Note: ${path} is not used, since ${why}. ${advice}`
}

/** One line about progress that could not be kept: never a reason for what was asked for to fail. */
export function notKeptText(error: unknown): string {
  return `Note: ${messageOf(error)}${isWorkshopError(error) ? ` ${error.fix}` : ''}`.replaceAll('\n', ' ')
}
