import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { fileURLToPath } from 'node:url'

const POSITION = /(file:\/\/[^\s()]+\.mjs):(\d+):(\d+)/g

/**
 * A stack trace with positions in the checker's bundle replaced by those in its sources, relative to the checkout. Done only
 * when a bug is told: Node's own source maps cost every start some milliseconds.
 */
export function sourcePositions(stack: string, root: string): string {
  return stack
    .replace(POSITION, (whole, url: string, line: string, column: string) => {
      const map = readMap(url)
      const entry = map?.findEntry(Number(line) - 1, Number(column) - 1)
      if (!entry || !('originalSource' in entry)) return whole
      const source = entry.originalSource.replace(/^(?:\.\.\/)+/, '')
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    })
    .replaceAll(`${root}/`, '')
}

function readMap(url: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')) as SourceMapPayload)
  } catch {
    return undefined
  }
}
