/**
 * Part 1: print what Kafka knows about a topic and a group. The task is in README.md, the why in the lesson.
 *
 *   npm run try 02 inspect purchases receipts
 */
import { notWritten } from '#shop'

// TODO: connect an admin client: kafka.admin(), with `kafka` from '#shop'. It asks questions and joins no group.
// TODO: count the topics of the shop: admin.listTopics(), without those that Kafka keeps for itself.
// TODO: ask for the partitions of topic(process.argv[2]), their leaders, and their earliest and latest offsets.
// TODO: ask for the offsets that group(process.argv[3]) has committed, and for its members.
// TODO: disconnect, and print the last line: {"topics":2,"partitions":[…],"records":21,"members":0}
// TODO: delete the next line when you begin.
notWritten('connect kafka.admin(), and print what admin.fetchTopicOffsets(topic(process.argv[2])) gives.')
