import type { Purchase } from './purchase.ts'
import { shopApi } from './settings.ts'

/** The loyalty service says that this purchase is wrong. Asking again would get the same answer. */
export class RejectedError extends Error {
  override readonly name = 'RejectedError'
}

/** The loyalty service could not be reached, or is down. Asking again may help. Whether the points were added is not known. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError'
}

/**
 * Adds the points of a purchase to its customer's card, and resolves when the loyalty service has said so. Rejects with
 * `RejectedError` or `UnavailableError`, and with nothing else. `key`: an idempotency key; the service does the work of one key once.
 *
 * By hand, without SHOP_API, it prints what it would do on standard error. Two cards are for trying what else there is:
 * `nobody` is rejected, and for `later` the service is down.
 */
export async function credit(purchase: Purchase, { key }: { key?: string } = {}): Promise<void> {
  if (!shopApi) return creditByHand(purchase)
  const answer = await ask(JSON.stringify({ purchase, key }))
  if (answer.ok) return
  const { error = answer.statusText } = (await answer.json().catch(() => ({}))) as { error?: string }
  throw answer.status >= 500 ? new UnavailableError(error) : new RejectedError(error)
}

function creditByHand({ id, customer, totalCents }: Purchase): void {
  if (customer === 'nobody') throw new RejectedError('There is no card nobody.')
  if (customer === 'later') throw new UnavailableError('The loyalty service is down.')
  console.error(`credited ${Math.floor(totalCents / 100)} points to card ${customer} (${id})`)
}

/** Node's fetch fails with a TypeError when nobody answers, and after a TypeError kafkajs never starts a consumer again. */
async function ask(body: string): Promise<Response> {
  try {
    return await fetch(`${shopApi}/credits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  } catch (cause) {
    throw new UnavailableError('The loyalty service does not answer.', { cause })
  }
}
