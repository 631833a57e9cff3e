/** Promises and times, whatever they are of. */
export { deferred } from './deferred.ts'
export { earliest } from './earliest.ts'
export { settlesWithin } from './settles-within.ts'
export { timeStamp } from './stamp.ts'
