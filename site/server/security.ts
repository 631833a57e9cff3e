import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

const READING = new Set(['GET', 'HEAD'])

/** The names under which a browser on this machine reaches a server on its loopback interface. */
const NAMES = ['localhost', '127.0.0.1', '[::1]']

/**
 * Lets in only requests that are meant for this server, from its own pages. A foreign Host is a page elsewhere whose name was made to
 * lead here (DNS rebinding); a foreign Origin is a page elsewhere that sends a form or a fetch to us. Both get 403, and nothing is
 * started. Browsers send an Origin with everything that is no GET, so what changes something must have one.
 */
export function ownRequestsOnly(port: () => number): MiddlewareHandler {
  return async (context, next) => {
    const hosts = NAMES.map((name) => `${name}:${port()}`)
    const host = context.req.header('host') ?? ''
    if (!hosts.includes(host)) return context.text(`This server is ${hosts[0]}, and nobody else.\n`, 403)
    const origin = context.req.header('origin')
    const site = context.req.header('sec-fetch-site')
    const isOwn = origin === `http://${host}`
    const mustBeOwn = !READING.has(context.req.method)
    if (mustBeOwn ? !isOwn : origin !== undefined && !isOwn)
      return context.text('Only pages of this server may ask for that.\n', 403)
    if (site !== undefined && !['same-origin', 'none'].includes(site) && !isVisit(context.req.header('sec-fetch-mode')))
      return context.text('Only pages of this server may ask for that.\n', 403)
    return next()
  }
}

/** A link from elsewhere that somebody followed: it reads a page, and the page elsewhere sees nothing of it. */
function isVisit(mode: string | undefined): boolean {
  return mode === 'navigate'
}

/** Pages run our own modules, styles and pictures, and nothing that stands in a lesson, a record or a name. */
export function strictHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      frameAncestors: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
    },
    xFrameOptions: 'SAMEORIGIN',
    referrerPolicy: 'no-referrer',
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    // Nothing here is reached by https, and a browser would remember it for other servers of localhost.
    strictTransportSecurity: false,
    // A page that stands alone has a policy of its own, which lets in nothing but what is in it.
    overwrite: false,
  })
}
