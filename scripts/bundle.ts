import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../lab/tools/command.ts'
import { root } from '../lab/tools/folder.ts'
import { runMain } from '../lab/tools/main.ts'
import { entries } from '../src/entries.ts'

const dist = join(root, 'dist')

/**
 * `node scripts/bundle.ts`: makes `dist` again. ncc takes one entry, and makes a file of its own of what is imported when
 * it is needed: so it is given all that an action.yml may start, each imported in this way. What several of them use is
 * there once. In front of that stands a file for each, since an action.yml can say no more than a file's name.
 */
await runMain(async () => {
  await rm(dist, { recursive: true, force: true })
  const options = ['--out', dist, '--license', 'licenses.txt', '--no-cache']
  // ncc reads the tsconfig.json beside its entry, which has no tests in it: an unfinished one is no obstacle.
  console.log(await run('ncc', ['build', 'src/entries.ts', ...options], { cwd: root }))
  for (const name of Object.keys(entries)) {
    await writeFile(
      join(dist, `${name}.js`),
      `import { entries } from './index.js'\n\nawait entries['${name}']()\n`,
    )
  }
  return 0
})
