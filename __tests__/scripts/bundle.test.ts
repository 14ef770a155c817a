import assert from 'node:assert/strict'
import { glob } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { actionNames, readAction } from '../../lab/driving/actions.ts'
import { root } from '../../lab/tools/folder.ts'
import { entries } from '../../src/entries.ts'

test('the bundle has exactly the files that the action.yml files start', async () => {
  const actions = await Promise.all(actionNames.map((name) => readAction(name)))
  const started = actions.flatMap(({ main, post }) => (post === undefined ? [main] : [main, post]))
  assert.deepEqual(
    started.map((file) => relative(root, file)).toSorted(),
    Object.keys(entries)
      .map((name) => join('dist', `${name}.js`))
      .toSorted(),
  )
})

test('the lab knows every action of the repository', async () => {
  const files = await Array.fromAsync(glob(['action.yml', '*/action.yml'], { cwd: root }))
  assert.equal(files.length, actionNames.length)
})
