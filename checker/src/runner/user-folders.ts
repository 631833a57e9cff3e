import envPaths from 'env-paths'

/** The folder of this user for things that can be made again: the XDG cache on Linux, Library/Caches on macOS. */
export function userCacheFolder(): string {
  return envPaths('kafka-workshop', { suffix: '' }).cache
}
