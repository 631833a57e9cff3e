import type { EachBatchPayload, Message } from 'kafkajs'
import { group, kafka, type Purchase, topic } from '#shop'

/** Reads batch by batch, sends the receipts of a batch in one request, and commits by itself. */
class ReceiptPrinter {
  readonly #producer = kafka.producer()
  readonly #consumer = kafka.consumer({ groupId: group('receipts') })
  #receipts = 0
  #skipped = 0

  async start(): Promise<void> {
    await Promise.all([this.#producer.connect(), this.#consumer.connect()])
    await this.#consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#handle(payload),
    })
  }

  async stop(): Promise<void> {
    await this.#consumer.disconnect()
    await this.#producer.disconnect()
    console.log(JSON.stringify({ receipts: this.#receipts, skipped: this.#skipped }))
  }

  async #handle(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload
    const messages = batch.messages.flatMap(({ key, value }) => receiptOf(key, value) ?? [])
    if (messages.length > 0) await this.#producer.send({ topic: topic('receipts'), messages })
    this.#receipts += messages.length
    this.#skipped += batch.messages.length - messages.length
    payload.resolveOffset(batch.lastOffset())
    // Not consumer.commitOffsets(): once a disconnect has begun that one sends nothing.
    const next = (BigInt(batch.lastOffset()) + 1n).toString()
    await payload.commitOffsetsIfNecessary({
      topics: [{ topic: batch.topic, partitions: [{ partition: batch.partition, offset: next }] }],
    })
    await payload.heartbeat()
  }
}

function receiptOf(key: Buffer | null, value: Buffer | null): Message | undefined {
  try {
    const { id, shop, totalCents } = JSON.parse(value?.toString('utf8') ?? '') as Purchase
    return id && shop ? { key, value: JSON.stringify({ shop, totalCents, purchaseId: id }) } : undefined
  } catch {
    return undefined
  }
}

const printer = new ReceiptPrinter()
process.once('SIGTERM', () => {
  void printer.stop()
})
process.once('SIGINT', () => {
  void printer.stop()
})
await printer.start()
