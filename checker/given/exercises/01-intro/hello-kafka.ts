/**
 * Part 1: say hello to Kafka. The task is in README.md, the why in the lesson.
 *
 *   npm run try 01 hello-kafka
 */
import { notWritten } from '#shop'

// TODO: take `kafka` from '#shop', and make an admin client: kafka.admin()
// TODO: connect it, and ask it: admin.describeCluster() and admin.listTopics()
// TODO: print one line of JSON: {"brokers":["127.0.0.1:9092"],"topics":["purchases"]}
// TODO: disconnect, so that the program can end.
// TODO: delete the next line when you begin.
notWritten('make an admin client with kafka.admin(), connect it, and print what admin.describeCluster() gives.')
