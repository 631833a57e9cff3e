/** One thing that was looked at. */
export interface DoctorFinding {
  readonly what: string
  /** `lacking` is in the way of a check unless another provider does without; `note` is worth knowing. */
  readonly state: 'fine' | 'note' | 'lacking'
  /** What is here. */
  readonly found: string
  /** What to do; absent where there is nothing to do. */
  readonly advice?: string
}
