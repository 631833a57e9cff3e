/**
 * What a program inherits of our environment. All else stays out: NODE_ENV=test changes the retries of kafkajs, npm_* and
 * NODE_OPTIONS differ from a run by hand, NODE_EXTRA_CA_CERTS alone costs 45 ms a start.
 */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG']

/** The variable by which the children of a program are known wherever they went. */
export const MARKER = 'WORKSHOP_PROCESS'

/** The environment of a program: little of ours, `given`, and the marker `<run>/<program>`. */
export function programEnvironment(given: Readonly<Record<string, string>>, mark: string): Record<string, string> {
  const inherited = INHERITED.flatMap((name): [string, string][] => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(inherited), ...given, [MARKER]: mark }
}
