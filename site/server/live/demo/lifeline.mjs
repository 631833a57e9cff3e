// Runs a program of the demo for as long as the site is there: file descriptor 3 leads to it, and closes with it, also when it is
// killed with -9. Then the program goes the same way, with all of its process group.
import { Socket } from 'node:net'
import { pathToFileURL } from 'node:url'

const site = new Socket({ fd: 3 })
site.on('error', () => undefined)
site.on('close', () => process.kill(-process.pid, 'SIGKILL'))
site.resume()
// It alone keeps no program from its end.
site.unref()

await import(pathToFileURL(process.argv[2]).href)
