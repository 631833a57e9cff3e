/**
 * The given code of the shop: import it as `#shop`. It is never graded, and the checker uses its own copy, so changing it
 * changes nothing but your own runs by hand.
 */
export { kafka } from './client.ts'
export { RejectedError, UnavailableError, credit } from './credit.ts'
export { group, topic } from './names.ts'
export { notWritten } from './not-written.ts'
export type { Item, Purchase } from './purchase.ts'
