/** One line of a receipt. */
export interface Item {
  readonly name: string
  readonly quantity: number
  /** The price of one, in euro cents. */
  readonly cents: number
}

/** One purchase at a till. Money is in whole euro cents: 0.1 + 0.2 is not 0.3. */
export interface Purchase {
  /** Unique among all purchases of all shops. */
  readonly id: string
  /** The shop's name, capitalised: `Charleroi`. */
  readonly shop: string
  /** The number on the customer's loyalty card. */
  readonly customer: string
  readonly items: readonly Item[]
  readonly totalCents: number
  /** When it was paid, ISO 8601 in UTC: `2025-03-14T17:42:10.000Z`. */
  readonly at: string
}
