/**
 * Parts 1 to 3: a worker of the group `loyalty` that puts aside what it can't credit. The task is in README.md, the why in the lesson.
 *
 *   npm run try 05 worker      (Ctrl-C stops it)
 */
import { notWritten } from '#shop'

// Part 1
// TODO: begin with your worker of exercise 4, and connect a producer too.
// TODO: send what isn't JSON, or is rejected (RejectedError), to topic('purchases.dlq'), and go on.

// Part 2
// TODO: give the dead letter the key, value and headers of its record, and headers that say where it's from and what happened.

// Part 3
// TODO: ask again after an UnavailableError, MAX_ATTEMPTS times in all; then it's a dead letter too.
// TODO: when the dead letter is refused, commit nothing and end with exit code 1.

// TODO: delete the next line when you begin.
notWritten('copy your worker of exercise 4, and print each record whose credit fails with a RejectedError.')
