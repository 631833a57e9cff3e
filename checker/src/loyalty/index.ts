export type { Credit, CreditFault, CreditTrigger } from './faults.ts'
export { Loyalty, type LoyaltyOptions } from './service.ts'
