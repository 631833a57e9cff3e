import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Folders that are made read-only, or tiny, for a test: for root too, whom the mode bits of a folder do not keep out. */
export class Mounts {
  readonly #points: string[] = []

  /** Makes a folder read-only as it is. */
  readOnly(dir: string): void {
    mount('--bind', dir, dir)
    this.#points.push(dir)
    mount('-o', 'remount,ro,bind', dir)
  }

  /** Puts an empty disk of so many kilobytes there. */
  tiny(dir: string, kilobytes: number): void {
    mkdirSync(dir, { recursive: true })
    mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', dir)
    this.#points.push(dir)
  }

  [Symbol.dispose](): void {
    for (const point of this.#points.splice(0).reverse()) execFileSync('umount', ['--lazy', point])
  }
}

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: 'pipe' })
}

function tried(): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'workshop-mount-'))
  try {
    using mounts = new Mounts()
    mounts.readOnly(dir)
    return undefined
  } catch (error) {
    return `mounting is not possible here: ${String(error).split('\n')[0]}`
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Why these tests cannot mount anything here; undefined where they can. */
export const cannotMount: string | undefined = tried()
