import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../lab/tools/command.ts'
import { root } from '../lab/tools/folder.ts'
import { runMain } from '../lab/tools/main.ts'
import { entries } from '../src/entries.ts'

const dist = join(root, 'dist')

/**
 * `node scripts/bundle.ts`: generates `dist`. ncc takes one entry and writes a separate file for each dynamic import. The
 * entry therefore imports every file that an action.yml starts dynamically, so that shared code is bundled only once.
 * An action.yml can name only a file, so each action also gets a small file that loads its part of the bundle.
 */
await runMain(async () => {
  await rm(dist, { recursive: true, force: true })
  const options = ['--out', dist, '--license', 'licenses.txt', '--no-cache']
  // ncc reads the tsconfig.json beside its entry. This one excludes tests, so that unfinished tests do not stop the bundle.
  console.log(await run('ncc', ['build', 'src/entries.ts', ...options], { cwd: root }))
  for (const name of Object.keys(entries)) {
    await writeFile(
      join(dist, `${name}.js`),
      `import { entries } from './index.js'\n\nawait entries['${name}']()\n`,
    )
  }
  return 0
})
