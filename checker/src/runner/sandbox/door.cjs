'use strict'

/*
 * Loaded before a program in the sandbox, which has no network: a connection to a port of this machine for which there is a
 * socket in the folder WORKSHOP_DOORS goes to that socket. It guards nothing: without it there is no way out at all.
 */
const { existsSync } = require('node:fs')
const { Socket } = require('node:net')
const { join } = require('node:path')

const HERE = [undefined, '127.0.0.1', 'localhost', '::1']
const doors = String(process.env.WORKSHOP_DOORS)
const { connect } = Socket.prototype

Socket.prototype.connect = function connectByDoor(...args) {
  // net.connect() hands over [options, callback]; a program may give (options, callback) or (port, host, callback).
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  const options =
    typeof first === 'object' ? first : { port: first, host: typeof second === 'string' ? second : undefined }
  const { port, host, ...others } = options
  const door = join(doors, String(Number(port)))
  if (!HERE.includes(host) || !existsSync(door)) return connect.apply(this, args)
  const callback = [...args.flat()].find((arg) => typeof arg === 'function')
  return connect.call(this, { ...others, path: door }, ...(callback ? [callback] : []))
}
