import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { freshBundle } from './freshness.mjs'

const MAIN = 'checker/src/commands/main.ts'
const SIGNAL_LAG_MS = 200

/**
 * Runs one command in the bundle of the checker (made first where sources changed) and ends the process with its code.
 *
 * @param {string[]} argv what follows the launcher's name
 */
export async function start(argv) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
  const code = await run(root, argv).catch(async (error) => {
    // Ctrl-C goes to the whole foreground group: that it ended the compiler may be noticed before it ends us.
    await delay(SIGNAL_LAG_MS)
    return tellFailure(error)
  })
  // A command that has ended leaves nothing worth waiting for; an empty write is done once all before it is.
  process.stderr.write('', () => process.stdout.write('', () => process.exit(code)))
}

async function run(root, argv) {
  const bundle = (await freshBundle(root)) ?? (await (await import('./bundle.mjs')).makeBundle(root))
  const { main } = await import(pathToFileURL(bundle.entries[MAIN]).href)
  return main(argv, { root, bundle })
}

/** Only a checker that can't be built or loaded comes here: `main` tells all else itself. */
function tellFailure(error) {
  const lacking = error?.code === 'ERR_MODULE_NOT_FOUND' && /^Cannot find package '([^']+)'/.exec(error.message)?.[1]
  if (lacking) {
    process.stderr.write(`\nThe package ${lacking} is not installed. Run this first: npm ci\n\n`)
    return 3
  }
  if (error?.constructor?.name === 'NoPlace') {
    process.stderr.write(
      `\nThe checker has no place for its own files:\n${error.message}\n` +
        'Make one of these folders writable, free some disk space, or point XDG_CACHE_HOME at another folder.\n\n',
    )
    return 3
  }
  process.stderr.write(
    `\nThe checker could not be started. This is a bug in the checker, not in your programs.\n\n${error?.stack ?? error}\n\n` +
      'Please send this text, with what `git status` says, to those who keep the workshop.\n\n',
  )
  return 70
}
