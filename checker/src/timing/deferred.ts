/** A promise that is settled from outside; nobody need listen to its rejection. `Promise.withResolvers` is not in Node 20. */
export function deferred<T>() {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle))
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
