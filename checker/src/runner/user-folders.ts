import { createHash } from 'node:crypto'
import { join } from 'node:path'
import envPaths from 'env-paths'

/** The folder of this user for things that can be made again: the XDG cache on Linux, Library/Caches on macOS. */
export function userCacheFolder(): string {
  return envPaths('kafka-workshop', { suffix: '' }).cache
}

/** The names in the user's cache of what belongs to one checkout. */
function checkoutName(root: string): string {
  return createHash('sha256').update(root).digest('hex').slice(0, 12)
}

/**
 * Where the `name` of a checkout may lie, the preferred place first: in its own `.workshop`, or in the user's cache where that
 * can't be written. `ending`: of a file, with its dot.
 */
export function workshopPlaces(root: string, name: string, ending = ''): readonly string[] {
  return [join(root, '.workshop', `${name}${ending}`), join(userCacheFolder(), name, `${checkoutName(root)}${ending}`)]
}
