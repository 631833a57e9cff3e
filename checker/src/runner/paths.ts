import { isAbsolute, relative } from 'node:path'

/** Whether `path` is `folder` or lies in it. Both absolute; links are not followed. */
export function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path)
  return inside !== '..' && !inside.startsWith('../') && !isAbsolute(inside)
}

/** A path as people like to read it: relative to `root` when it lies there. */
export function shownFrom(root: string, path: string): string {
  return isInside(root, path) ? relative(root, path) : path
}
