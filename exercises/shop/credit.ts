import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
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
  const { status, said } = await ask(JSON.stringify({ purchase, key }))
  if (status < 400) return
  throw status < 500 ? new RejectedError(said) : new UnavailableError(said)
}

function creditByHand({ id, customer, totalCents }: Purchase): void {
  if (customer === 'nobody') throw new RejectedError('There is no card nobody.')
  if (customer === 'later') throw new UnavailableError('The loyalty service is down.')
  console.error(`credited ${Math.floor(totalCents / 100)} points to card ${customer} (${id})`)
}

interface Answer {
  readonly status: number
  /** Why not; empty where the points were added. */
  readonly said: string
}

/**
 * Without `fetch`, whose first call takes as much work as starting Node does. Whatever the network says becomes the error that
 * `credit` promises.
 */
async function ask(body: string): Promise<Answer> {
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'content-type': 'application/json' }
      request(`${shopApi}/credits`, { method: 'POST', headers, agent: false }, resolve).on('error', reject).end(body)
    })
    const answer = await text(response)
    return { status: response.statusCode ?? 0, said: answer && (JSON.parse(answer) as { error: string }).error }
  } catch (cause) {
    throw new UnavailableError('The loyalty service does not answer.', { cause })
  }
}
