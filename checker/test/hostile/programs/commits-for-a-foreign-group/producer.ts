// Commits an offset for the group of another run, named in a file beside it.
import { readFileSync } from 'node:fs'
import { kafka, topic } from '#shop'

const admin = kafka.admin()
await admin.connect()
const groupId = readFileSync(new URL('where.txt', import.meta.url), 'utf8')
await admin.setOffsets({ groupId, topic: topic('purchases'), partitions: [{ partition: 0, offset: '0' }] })
