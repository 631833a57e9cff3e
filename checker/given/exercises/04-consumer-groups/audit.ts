/**
 * Part 4: the audit, which gets every purchase too. The task is in README.md, the why in the lesson.
 *
 *   npm run try 04 audit      (Ctrl-C stops it)
 */
import { notWritten } from '#shop'

// Part 4
// TODO: connect a producer, and a consumer of a group of its own: group('audit').
// TODO: send each purchase of topic('purchases') to topic('audit-log'), with its key and value as they are.
// TODO: stop on SIGTERM as the worker does.

// TODO: delete the next line when you begin.
notWritten("connect a consumer of the group 'audit', subscribe it to the topic 'purchases', and print what arrives.")
