import picocolors from 'picocolors'

/** What a stream for people can show. */
export interface Style {
  /** Columns. */
  readonly width: number
  readonly color: boolean
  /** Whether signs and frames beyond ASCII can be shown. */
  readonly unicode: boolean
}

/** Wider lines of text are hard to read. */
const WIDEST = 100
const NARROWEST = 24
const WITHOUT_TERMINAL = 80

/** A stream as `process.stdout` is one, as far as style goes. */
export interface Screenlike {
  readonly isTTY?: boolean
  readonly columns?: number
}

/**
 * The style for a stream: colour on a terminal only, unless NO_COLOR (any value, https://no-color.org) or FORCE_COLOR says
 * otherwise, the former first; signs beyond ASCII where the locale is UTF-8. `widest`: for what is no running text.
 */
export function styleFor(stream: Screenlike, env: NodeJS.ProcessEnv, widest = WIDEST): Style {
  const columns = stream.columns ?? 0
  return {
    width: Math.max(NARROWEST, Math.min(widest, columns > 0 ? columns : WITHOUT_TERMINAL)),
    color: wantsColor(stream, env),
    unicode: isUtf8(env),
  }
}

function wantsColor(stream: Screenlike, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return stream.isTTY === true && env.TERM !== 'dumb'
}

/** The first of the three that is set decides, as in POSIX; macOS is UTF-8 also where none is. */
function isUtf8(env: NodeJS.ProcessEnv): boolean {
  // An empty variable counts as one that is not set.
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value)
  if (!locale) return process.platform === 'darwin'
  return /utf-?8/i.test(locale)
}

const SIGNS = {
  passed: ['✔', '+'],
  failed: ['✘', 'x'],
  notStarted: ['○', 'o'],
  skipped: ['–', '-'],
  fault: ['!', '!'],
  dot: ['·', '-'],
  topLeft: ['╭', '+'],
  topRight: ['╮', '+'],
  bottomLeft: ['╰', '+'],
  bottomRight: ['╯', '+'],
  horizontal: ['─', '-'],
  vertical: ['│', '|'],
} as const

type Paint = (text: string) => string

/** The pens of a style: colours that do nothing where there is none, and signs. */
export interface Pens {
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
  readonly bold: Paint
  readonly dim: Paint
  readonly sign: Readonly<Record<keyof typeof SIGNS, string>>
}

export function pensOf({ color, unicode }: Style): Pens {
  const { red, green, yellow, cyan, bold, dim } = picocolors.createColors(color)
  const sign = Object.fromEntries(Object.entries(SIGNS).map(([name, [sign, plain]]) => [name, unicode ? sign : plain]))
  return { red, green, yellow, cyan, bold, dim, sign: sign as Pens['sign'] }
}
