/** What hidden tests are written with: import it as `#grading`. */
export { freezeAndExpel, killAndExpel, startCopies } from './crew.ts'
export { creditsDone, firstAskerOf } from './credits.ts'
export { graded } from './graded.ts'
export { type Duty, untilCaughtUp, untilShared } from './group-waits.ts'
export { type Share, type Shared, groupsOf, highestCommit, highestCommitAsked, isShared, sharesOf } from './groups.ts'
export { type Facts, type Rule, type RuleTable, type Sighting, shownBy, sightingOf } from './explain.ts'
export { claimLastLine } from './last-line.ts'
export { expect, listed } from './matchers.ts'
export { type CallOptions, type Host, remote, returned, told } from './host.ts'
export { claim } from './outcomes.ts'
export type { Exit, Program } from './program.ts'
export { ALL_SHOPS, type Purchase, drawShopOn, recordOf } from './purchases.ts'
export * as consuming from './rules/consuming.ts'
export * as producing from './rules/producing.ts'
export type { Random } from './random.ts'
export { type Scenario, type Scene, scenario, scenarioWithoutBroker } from './scenario.ts'
export { answeredRecords, nothingMoreToDo, requestsSince, untilDone } from './settling.ts'
export type { Shop, Workers } from './shop.ts'
export type { Stage } from './stage.ts'
export { idsIn, jsonOf, parsed } from './values.ts'
export { claimStopped } from './stop-claim.ts'
export { type SendOutcome, sendOutcomes, verdict } from './verdicts.ts'
export { counted } from './words.ts'
export {
  OFFSETS_TOPIC,
  commitsFromNow,
  partitionFor,
  type GroupMember,
  type ReadRecord,
  type NewRecord,
} from '../protocol/index.ts'
export type { CallOutcome, Event, EventOf } from '../evidence/index.ts'
export { RemoteRefusal } from '../runner/index.ts'
