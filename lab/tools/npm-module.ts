import { createHash } from 'node:crypto'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './command.ts'
import { labFolder, makeOnce, root } from './folder.ts'
import { step } from './progress.ts'

/**
 * The `node_modules` of a package.json in lab/npm, in the versions that its lock file pins. They are installed when they are
 * first needed, and not with those of the repository, since few need them and they are large.
 */
export const npmModules = async (name: 'picture'): Promise<string> => {
  const module = join(root, 'lab', 'npm', name)
  const pinned = createHash('sha256').update(await readFile(join(module, 'package-lock.json')))
  const folder = join(labFolder, 'npm', `${name}-${pinned.digest('hex').slice(0, 8)}`)
  await makeOnce(folder, (unfinished) =>
    step(`npm packages for ${name}`, async () => {
      await mkdir(unfinished, { recursive: true })
      for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
        await cp(join(module, file), join(unfinished, file))
      }
      await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: unfinished })
    }),
  )
  return join(folder, 'node_modules')
}
