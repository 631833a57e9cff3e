/**
 * Copies the purchases to the topic `archive`, until told to stop. The task is in README.md, the why in the lesson.
 *
 *   npm run try @number@ copy      (Ctrl-C stops it)
 */
import { notWritten } from '#shop'

// TODO(author): the learner's steps, one a line and in order; the first is also what notWritten() says.
// TODO: connect a producer, and a consumer of the group: kafka.consumer({ groupId: group('archive') }).
// TODO: subscribe to topic('purchases'), so that a new group begins at the beginning.
// TODO: send each record on to topic('archive'), with its key.
// TODO: on SIGTERM disconnect the consumer, then the producer.
// TODO: delete the next line when you begin.
notWritten("connect a consumer of the group 'archive', subscribe it to the topic 'purchases', and print what arrives.")
