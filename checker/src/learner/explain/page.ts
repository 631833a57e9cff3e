import type { Explanation } from './explain.ts'
export function pageOf(_: Explanation): string {
  return ''
}
