import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { nameOfId } from './exercise.ts'

/** What `<<< slug/file#region` in a lesson stands for. `path`: the solution's file, absolute, where one can be meant. */
export type Included =
  | { readonly kind: 'code'; readonly path: string; readonly code: string; readonly from: string }
  | { readonly kind: 'broken'; readonly path: string | undefined; readonly why: string }

const REGION = /^\s*\/\/ #(end)?region\b ?(.*)$/

/** Reads a region of a solution, moved to the left as far as it goes. Never throws: what is wrong is told to whoever shows it. */
export function includedCode(root: string, place: string): Included {
  const [, slug = '', file = '', region = ''] = /^([^/#]+)\/([^/#]+)#(.+)$/.exec(place) ?? []
  const id = readdirSync(join(root, 'solutions')).find((name) => nameOfId(name)?.slug === slug)
  if (id === undefined) return { kind: 'broken', path: undefined, why: 'it names no solution.' }
  const path = join(root, 'solutions', id, file)
  if (!existsSync(path)) return { kind: 'broken', path, why: `there is no ${relative(root, path)}.` }
  const code = regionOf(readFileSync(path, 'utf8'), region)
  if (code === undefined)
    return { kind: 'broken', path, why: `${relative(root, path)} has no region ${region}, or it doesn't end.` }
  return { kind: 'code', path, code, from: relative(root, path) }
}

/** The lines from `// #region name` to its `// #endregion`, without the marks of regions in it. */
function regionOf(text: string, name: string): string | undefined {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => {
    const mark = REGION.exec(line)
    return mark !== null && mark[1] === undefined && mark[2]?.trim() === name
  })
  if (start < 0) return undefined
  const inside: string[] = []
  let depth = 1
  for (const line of lines.slice(start + 1)) {
    const mark = REGION.exec(line)
    if (mark === null) inside.push(line)
    else depth += mark[1] === undefined ? 1 : -1
    if (depth === 0) return dedented(inside)
  }
  return undefined
}

function dedented(lines: readonly string[]): string {
  const margins = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const margin = Math.min(...margins)
  return lines.map((line) => line.slice(margin)).join('\n')
}
