/**
 * Parts 2 and 3: write a receipt for each purchase, until told to stop. The task is in README.md, the why in the lesson.
 *
 *   npm run try 03 consumer      (Ctrl-C stops it)
 */
import { notWritten } from '#shop'

// Part 2
// TODO: connect a producer, and a consumer of the group: kafka.consumer({ groupId: group('receipts') }).
// TODO: subscribe to topic('purchases'), so that a new group begins at the beginning.
// TODO: for each record, send a receipt to topic('receipts') with the record's key: { purchaseId, shop, totalCents }, and
//       wait until Kafka has it.

// Part 3
// TODO: skip and count a record without a value, one that is not JSON, and JSON that is not a purchase.
// TODO: a purchase without a key gets a receipt without a key.
// TODO: on SIGTERM, and on SIGINT for Ctrl-C, finish the record in hand, leave the group, and print the last line:
//       {"receipts":27,"skipped":3}

// TODO: delete the next line when you begin.
notWritten("connect a consumer of the group 'receipts', subscribe it to the topic 'purchases', and print what arrives.")
