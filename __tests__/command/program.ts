import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../image/image.ts'

/** Puts a shell script on a PATH. The name of its directory has characters that are special in a shell. */
export const programOnPath = async (
  t: TestContext,
  name: string,
  script: string,
): Promise<{ readonly folder: string; readonly PATH: string }> => {
  const folder = join(await temporaryFolder(t), `some "folder" of $HOME`)
  await mkdir(folder)
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(folder, name), 0o755)
  return { folder, PATH: `/nowhere::${folder}:${process.env['PATH']}` }
}
