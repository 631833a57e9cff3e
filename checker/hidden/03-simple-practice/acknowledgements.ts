import { type Shop, claim, counted, sendOutcomes } from '#grading'

/** Claims that no record was sent with acks 0, for which there is no acknowledgement to wait for. */
export function claimAsksForAcknowledgements({ evidence }: Shop): void {
  const unasked = sendOutcomes(evidence).filter(({ sent }) => sent.acks === 0)
  claim(unasked.length === 0, {
    saw: `${counted(unasked.length, 'send')} with acks: 0`,
    expected: 'acks: -1 (all), which is the default',
    weight: 'lost',
    beliefs: ['acks-0'],
    read: '#sent-is-not-acknowledged',
    shownBy: unasked.map(({ sent }) => sent),
  })
}
