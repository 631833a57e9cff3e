/**
 * Part 4, the bonus: sends dead letters back where they came from. The task is in README.md, the why in the lesson.
 *
 *   npm run try 05 redrive -- --dry-run      (says what it would do)
 */
import { notWritten } from '#shop'

// Part 4
// TODO: ask where topic('purchases.dlq') ends now: kafka.admin(), fetchTopicOffsets.
// TODO: read it as the group 'redrive' from where that group has committed up to there, and end.
// TODO: send each letter to the topic in its header dlq-original-topic, without the headers that begin with dlq-.
// TODO: print { found, sent } as JSON; with --dry-run send nothing and commit nothing.

// TODO: delete the next line when you begin.
notWritten("print the offsets at which 'purchases.dlq' ends, partition by partition.")
