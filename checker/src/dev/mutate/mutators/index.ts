import type { Mutator } from '../mutator.ts'
import { awaiting } from './awaiting.ts'
import { conditions } from './conditions.ts'
import { errors } from './errors.ts'
import { groups } from './groups.ts'
import { records } from './records.ts'
import { statements } from './statements.ts'
import { stopping } from './stopping.ts'
import { values } from './values.ts'

/** All of them. Where two make the same program of a solution, it counts for the first: those that know Kafka come before slips. */
export const mutators: readonly Mutator[] = [
  ...awaiting,
  ...records,
  ...groups,
  ...stopping,
  ...errors,
  ...statements,
  ...values,
  ...conditions,
]
