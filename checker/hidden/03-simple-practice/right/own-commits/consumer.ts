/** Commits each record by itself, and finishes the record in hand before it lets go. */
import type { Consumer, EachMessagePayload, Producer } from 'kafkajs'
import { group, kafka, type Purchase, topic } from '#shop'

class ReceiptPrinter {
  readonly #consumer: Consumer = kafka.consumer({ groupId: group('receipts') })
  readonly #producer: Producer = kafka.producer()
  #receipts = 0
  #skipped = 0
  #inHand: Promise<void> = Promise.resolve()

  async start(): Promise<void> {
    await this.#producer.connect()
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })
    await this.#consumer.run({
      autoCommit: false,
      eachMessage: (payload) => (this.#inHand = this.#handle(payload)),
    })
  }

  /** Once disconnect() has begun, kafkajs' commitOffsets() does nothing; so pause and wait for the handler first. */
  async stop(): Promise<void> {
    this.#consumer.pause([{ topic: topic('purchases') }])
    await this.#inHand
    await this.#consumer.disconnect()
    await this.#producer.disconnect()
    console.log(JSON.stringify({ receipts: this.#receipts, skipped: this.#skipped }))
  }

  async #handle({ topic: from, partition, message }: EachMessagePayload): Promise<void> {
    const purchase = this.#read(message.value)
    if (purchase === undefined) this.#skipped++
    else await this.#write(purchase, message.key)
    const offset = (BigInt(message.offset) + 1n).toString()
    await this.#consumer.commitOffsets([{ topic: from, partition, offset }])
  }

  #read(value: Buffer | null): Purchase | undefined {
    if (!value) return undefined
    try {
      const purchase = JSON.parse(value.toString('utf8')) as Purchase | null
      return purchase?.id && purchase.shop ? purchase : undefined
    } catch {
      return undefined
    }
  }

  async #write({ id, shop, totalCents }: Purchase, key: Buffer | null): Promise<void> {
    await this.#producer.send({
      topic: topic('receipts'),
      messages: [{ key, value: JSON.stringify({ purchaseId: id, shop, totalCents }) }],
    })
    this.#receipts++
  }
}

const printer = new ReceiptPrinter()
await printer.start()
process.once('SIGTERM', () => void printer.stop())
process.once('SIGINT', () => void printer.stop())
