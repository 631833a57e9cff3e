import { cpSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What a checkout has besides its sources. */
const NOT_SOURCES = ['node_modules', '.git', '.workshop', 'coverage']

/** Makes a second checkout in `dir`, with the sources as they are now; its packages are those of the first. */
export function copyCheckout(root: string, dir: string): void {
  cpSync(root, dir, { recursive: true, filter: (path) => path === root || !NOT_SOURCES.includes(basename(path)) })
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'dir')
}
