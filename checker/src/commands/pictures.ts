import { join, relative } from 'node:path'
import { takePictures } from '../dev/pictures.ts'
import type { CommandContext } from './context.ts'

/** Takes the README's pictures of the terminal anew; gives back the exit code. */
export async function picturesCommand({ root }: CommandContext): Promise<number> {
  const files = await takePictures({ root, to: join(root, 'docs', 'pictures'), env: process.env })
  for (const file of files) process.stdout.write(`${relative(root, file)}\n`)
  return 0
}
