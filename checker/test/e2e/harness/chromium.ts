import { type Browser, chromium } from 'playwright-core'
import { findPrograms } from '../../../src/broker/index.ts'

/** As Debian, Google and Ubuntu call it. */
const NAMES = ['chromium', 'google-chrome', 'chromium-browser']

/** Where this machine's Chromium is; undefined where it has none. */
export async function findChromium(): Promise<string | undefined> {
  const found = await Promise.all(NAMES.map((name) => findPrograms(name, process.env)))
  return found.flat()[0]
}

/** This machine's Chromium, headless. Throws where there is none: `.ci/run` installs it. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await findChromium()
  if (executablePath === undefined) throw new Error('These tests need Chromium: apt-get install chromium')
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}
