import { type System, thisSystem } from './system.ts'

/** What a system calls the packages that bring Java, Maven and Docker. */
interface PackageNames {
  readonly install: string
  readonly java: string
  readonly maven: string
  /** Absent where the system has none. */
  readonly docker?: string
}

const MACOS: PackageNames = {
  install: 'brew install',
  java: 'openjdk@21',
  maven: 'maven',
  docker: '--cask docker-desktop',
}

/** By the `ID` and `ID_LIKE` of os-release(5). */
const LINUX: Readonly<Record<string, PackageNames>> = {
  debian: { install: 'sudo apt install', java: 'default-jre-headless', maven: 'maven', docker: 'docker.io' },
  fedora: { install: 'sudo dnf install', java: 'java-21-openjdk-headless', maven: 'maven', docker: 'moby-engine' },
  rhel: { install: 'sudo dnf install', java: 'java-21-openjdk-headless', maven: 'maven' },
  arch: { install: 'sudo pacman -S', java: 'jre21-openjdk-headless', maven: 'maven', docker: 'docker' },
  alpine: { install: 'sudo apk add', java: 'openjdk21-jre-headless', maven: 'maven', docker: 'docker' },
  suse: { install: 'sudo zypper install', java: 'java-21-openjdk-headless', maven: 'maven', docker: 'docker' },
}

const HOME_PAGES = {
  java: 'https://adoptium.net',
  maven: 'https://maven.apache.org/install.html',
  docker: 'https://docs.docker.com/engine/install',
} as const

const WANTED = { java: 'Java 17 or newer', maven: 'Maven', docker: 'Docker' } as const

export type Installable = keyof typeof HOME_PAGES

/** How to install `what` on a system, as an imperative that fits into a sentence: "install Java 17 or newer (brew …)". */
export async function installAdvice(what: Installable, system?: System): Promise<string> {
  const { platform, osRelease } = system ?? (await thisSystem())
  const names = platform === 'darwin' ? MACOS : packageNamesOf(osRelease)
  const name = names?.[what]
  const how = names === undefined || name === undefined ? HOME_PAGES[what] : `${names.install} ${name}`
  return `install ${WANTED[what]} (${how})`
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
