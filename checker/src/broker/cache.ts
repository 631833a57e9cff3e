import envPaths from 'env-paths'

/**
 * The user's cache folder of the workshop, e.g. `~/.cache/kafka-workshop`: jars and class archives live there, since
 * they outlast a checkout and several checkouts share them. The folder may not exist yet.
 */
export function cacheFolder(): string {
  return envPaths('kafka-workshop', { suffix: '' }).cache
}
