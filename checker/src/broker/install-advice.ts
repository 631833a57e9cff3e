import { readFile } from 'node:fs/promises'

/** What a system calls the packages that bring Java and Maven. */
interface PackageNames {
  readonly install: string
  readonly java: string
  readonly maven: string
}

const MACOS: PackageNames = { install: 'brew install', java: 'openjdk@21', maven: 'maven' }

/** By the `ID` and `ID_LIKE` of os-release(5). */
const LINUX: Readonly<Record<string, PackageNames>> = {
  debian: { install: 'sudo apt install', java: 'default-jre-headless', maven: 'maven' },
  fedora: { install: 'sudo dnf install', java: 'java-21-openjdk-headless', maven: 'maven' },
  rhel: { install: 'sudo dnf install', java: 'java-21-openjdk-headless', maven: 'maven' },
  arch: { install: 'sudo pacman -S', java: 'jre21-openjdk-headless', maven: 'maven' },
  alpine: { install: 'sudo apk add', java: 'openjdk21-jre-headless', maven: 'maven' },
  suse: { install: 'sudo zypper install', java: 'java-21-openjdk-headless', maven: 'maven' },
}

const HOME_PAGES = { java: 'https://adoptium.net', maven: 'https://maven.apache.org/install.html' } as const

export type Installable = keyof typeof HOME_PAGES

/** How to install `what` on this system, as an imperative that fits into a sentence: "install Java 17 or newer (brew …)". */
export async function installAdvice(what: Installable): Promise<string> {
  const wanted = what === 'java' ? 'Java 17 or newer' : 'Maven'
  const names = process.platform === 'darwin' ? MACOS : packageNamesOf(await osRelease())
  const how = names === undefined ? HOME_PAGES[what] : `${names.install} ${names[what]}`
  return `install ${wanted} (${how})`
}

/** The names that fit the text of an os-release file; undefined for a system that we do not know. */
export function packageNamesOf(osRelease: string): PackageNames | undefined {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, value]) => (value ?? '').split(' '))
  for (const id of ids) {
    const names = LINUX[id] ?? (id.startsWith('opensuse') ? LINUX.suse : undefined)
    if (names !== undefined) return names
  }
  return undefined
}

async function osRelease(): Promise<string> {
  return readFile('/etc/os-release', 'utf8').catch(() => '')
}
