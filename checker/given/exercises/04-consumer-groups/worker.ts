/**
 * Parts 1 to 3: a worker of the group `loyalty`. The task is in README.md, the why in the lesson.
 *
 *   npm run try 04 worker      (Ctrl-C stops it; run it in two terminals)
 */
import { notWritten } from '#shop'

// Part 1
// TODO: connect a consumer of the group: kafka.consumer({ groupId: group('loyalty') }).
// TODO: subscribe to topic('purchases'), so that a new group begins at the beginning.
// TODO: credit each purchase: credit(purchase), of '#shop'.

// Part 2
// TODO: commit a purchase only when its credit is done, also when a credit fails.

// Part 3
// TODO: on SIGTERM finish the purchase in hand, commit it, leave the group, and end.

// TODO: delete the next line when you begin.
notWritten("connect a consumer of the group 'loyalty', subscribe it to the topic 'purchases', and print what arrives.")
