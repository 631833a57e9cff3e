import { typeCheck } from '../../grading/type-check.ts'

/** Type errors of the whole package, a line each: stubs, solutions, specimens and the checker alike. */
export async function typeErrors(root: string): Promise<string[]> {
  return (await typeCheck(root, root)).trim().split('\n').filter(Boolean)
}
