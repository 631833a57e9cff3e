import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { copyCheckout } from '../../../src/dev/checkout.ts'

/** The checkout that these tests belong to. */
export const ROOT = resolve(import.meta.dirname, '../../../..')

/** A folder of one test, deleted at its end. */
export class Place {
  readonly dir = mkdtempSync(join(tmpdir(), 'workshop-e2e-'));

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** A folder with these files, by their paths in it. */
  folder(name: string, files: Readonly<Record<string, string>> = {}): string {
    const dir = join(this.dir, name)
    mkdirSync(dir, { recursive: true })
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      writeFileSync(join(dir, path), content)
    }
    return dir
  }

  /** A second checkout with the sources as they are now, in a folder of that name; its packages are those of the first. */
  checkout(name = 'checkout'): string {
    const dir = join(this.dir, name)
    copyCheckout(ROOT, dir)
    return dir
  }
}
