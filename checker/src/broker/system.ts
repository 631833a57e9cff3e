import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { release } from 'node:os'

/** What advice to its user depends on. */
export interface System {
  readonly platform: NodeJS.Platform
  /** The text of os-release(5); empty where there is none. */
  readonly osRelease: string
  /** A Linux in Windows. */
  readonly wsl: boolean
  /** Whether systemd starts its services. */
  readonly systemd: boolean
}

/** The one that we run on. */
export async function thisSystem(): Promise<System> {
  return {
    platform: process.platform,
    osRelease: await readFile('/etc/os-release', 'utf8').catch(() => ''),
    // The kernel of WSL2 has its maker's name in its version.
    wsl: /microsoft/i.test(release()),
    // sd_booted(3)
    systemd: existsSync('/run/systemd/system'),
  }
}
