/*
 * A program of ours that imports a learner's compiled module, whose path is its argument, and calls what that exports when it
 * is asked to, in lines of JSON on file descriptor 3. It runs beside the learner's code and guards nothing: whatever it says
 * is the learner's word, and the checker takes it for no more.
 */
import { Socket } from 'node:net'
import { setImmediate as atEndOfTurn } from 'node:timers'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'

/** Longer texts of errors and values are cut: they are for people. */
const SHOWN = 500
/** What does not fit into a message of the channel; the rest of one is a few names. */
const LARGEST = 900_000

const script = pathToFileURL(process.argv[2]).href
// As they were before any of the learner's code ran.
const { parse, stringify } = JSON
const channel = new Socket({ fd: 3, readable: true, writable: true })
/** By crossing: what waits for an answer of the checker. */
const waiting = new Map()
const openCalls = new Set()
let crossings = 0
let turnIsOpen = false
let rest = ''

channel.setEncoding('utf8')
channel.on('data', (text) => {
  const lines = (rest + text).split('\n')
  rest = lines.pop()
  for (const line of lines) receive(parse(line, revive))
})
// Whoever asked is gone.
for (const event of ['end', 'error']) channel.on(event, () => process.exit())
// Nothing is left that could ever settle an open call: no timer, no file, no answer of the checker.
process.on('beforeExit', () => {
  for (const call of openCalls) end(call, { type: 'never' })
})
send({ type: 'ready' })

function receive(message) {
  if (message.type === 'call') void call(message)
  if (message.type === 'answer') answer(message)
  if (message.type === 'round') atEndOfTurn(() => send({ type: 'round' }))
}

async function call({ call, name, args }) {
  openCalls.add(call)
  beAliveAsNeeded()
  let loading = true
  try {
    const exported = await import(script)
    loading = false
    const wanted = exported[name]
    if (typeof wanted !== 'function') {
      end(call, { type: 'missing', found: typeof wanted, exports: Object.keys(exported).slice(0, 20) })
      return
    }
    const value = await wanted(...args)
    end(call, isPlain(value) ? { type: 'returned', value } : { type: 'unreadable', shown: shown(value) })
  } catch (error) {
    end(call, { type: 'threw', loading, ...described(error) })
  }
}

/** An answer to a call of ours; one that has its answer gets no other. */
function end(call, message) {
  if (!openCalls.delete(call)) return
  send({ ...message, call })
  beAliveAsNeeded()
}

/** What the learner's code sees of a function of the checker: an async function that settles when the checker answers. */
function remoteFunction(remote) {
  return (...args) =>
    new Promise((resolve, reject) => {
      if (!isPlain(args)) throw new TypeError(`It can't be sent: ${shown(args)} is not JSON.`)
      const crossing = ++crossings
      waiting.set(crossing, { resolve, reject })
      send({ type: 'remote', crossing, remote, args })
      endTurn()
      beAliveAsNeeded()
    })
}

/** Tells the checker when all is said that this turn of the event loop had to say: only then it answers. */
function endTurn() {
  if (turnIsOpen) return
  turnIsOpen = true
  atEndOfTurn(() => {
    turnIsOpen = false
    send({ type: 'turn' })
  })
}

function answer({ crossing, value, error }) {
  const one = waiting.get(crossing)
  waiting.delete(crossing)
  beAliveAsNeeded()
  // As the name of an error class is: JSON.stringify() does not show it.
  if (error) one?.reject(Object.defineProperty(new Error(error.message), 'name', { value: error.name }))
  else one?.resolve(value)
}

/** While a call is open that waits for no answer, the channel keeps the process from nothing: see `beforeExit`. */
function beAliveAsNeeded() {
  if (openCalls.size > 0 && waiting.size === 0) channel.unref()
  else channel.ref()
}

function send(message) {
  channel.write(`${stringify(message)}\n`)
}

function revive(_key, value) {
  return typeof value?.$remote === 'number' ? remoteFunction(value.$remote) : value
}

/** Whether JSON holds all of it. It has no undefined either, which is none at the top and left out further below. */
function isPlain(value) {
  try {
    return value === undefined || stringify(value, refuse).length < LARGEST
  } catch {
    return false
  }
}

function refuse(_key, value) {
  const lost = ['bigint', 'function', 'symbol'].includes(typeof value) || value instanceof Map || value instanceof Set
  if (lost || (typeof value === 'number' && !Number.isFinite(value))) throw new TypeError('not JSON')
  return value
}

function described(error) {
  try {
    if (error instanceof Error)
      return { name: `${error.name}`.slice(0, SHOWN), message: `${error.message}`.slice(0, SHOWN) }
  } catch {
    // A getter that throws, or a message that is a symbol.
  }
  return { name: typeof error, message: shown(error) }
}

function shown(value) {
  try {
    return inspect(value, { depth: 2, breakLength: Infinity, customInspect: false }).slice(0, SHOWN)
  } catch {
    return typeof value
  }
}
