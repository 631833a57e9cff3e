/**
 * Part 1: send the purchases of a day to the topic `purchases`. The task is in README.md, the why in the lesson.
 *
 *   npm run try 03 producer exercises/03-simple-practice/purchases.jsonl
 */
import { notWritten } from '#shop'

// TODO: read JSON lines from the file that process.argv[2] names, or from process.stdin when it names none.
// TODO: keep the purchases, and the numbers of the lines that hold none. `type Purchase` comes from '#shop'.
// TODO: connect one producer: kafka.producer(), with `kafka` from '#shop'.
// TODO: send the purchases to topic('purchases'), with `topic` from '#shop', and wait until Kafka has them.
// TODO: disconnect, and print the last line: {"sent":11,"bad":[8,12]}
// TODO: delete the next line when you begin.
notWritten('read the lines of the file (or of standard input), and tell those that hold a purchase from the others.')
