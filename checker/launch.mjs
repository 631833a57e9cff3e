#!/usr/bin/env node
// The door to every command. It stays in words that any Node with modules understands, so that an old one is told which
// version to get and does not stumble over syntax; all else is imported once the version is known to do.
import { readFileSync } from 'fs'

const wanted = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines.node.match(
  /(\d+)\.(\d+)/,
)
const found = process.versions.node.split('.').map(Number)
const floor = [Number(wanted[1]), Number(wanted[2])]

if (found[0] < floor[0] || (found[0] === floor[0] && found[1] < floor[1])) {
  process.stderr.write(
    `\nThe workshop needs Node ${floor.join('.')} or newer, and this is Node ${process.versions.node}.\n` +
      'Install Node 24 from https://nodejs.org, or with a version manager: nvm install 24\n\n',
  )
  process.exitCode = 3
} else {
  import('./launch/start.mjs').then(({ start }) => start(process.argv.slice(2)))
}
