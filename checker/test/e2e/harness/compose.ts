import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { execa } from 'execa'
import { ROOT } from './place.ts'

interface ComposeProject {
  readonly up: () => Promise<void>
  /** Ends and removes all of it. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * The workshop's docker-compose.yml, with what `overrides` change in it, as a project of its own: the user's, which has the name of
 * the checkout's folder, is left alone.
 */
export function compose({ overrides = [] }: { overrides?: readonly string[] } = {}): ComposeProject {
  const files = [join(ROOT, 'docker-compose.yml'), ...overrides].flatMap((path) => ['--file', path])
  const project = `kafka-workshop-test-${randomUUID().slice(0, 8)}`
  const run = async (...args: string[]) => {
    const [file, ...first] = (await isPartOfDocker()) ? (['docker', 'compose'] as const) : (['docker-compose'] as const)
    await execa(file, [...first, '--project-name', project, ...files, ...args])
  }
  return {
    up: () => run('up', '--detach'),
    [Symbol.asyncDispose]: () => run('down', '--volumes'),
  }
}

/** In older installations it is a program of its own. */
async function isPartOfDocker(): Promise<boolean> {
  return !(await execa('docker', ['compose', 'version'], { reject: false })).failed
}
