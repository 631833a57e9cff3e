/** The earliest of several times; undefined where there is none. */
export function earliest(times: Iterable<number | undefined>): number | undefined {
  const known = [...times].filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
