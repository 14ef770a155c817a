import assert from 'node:assert/strict'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { failureOf } from '../registry/registry-client.ts'
import { appOf, logged, selectedNames } from './app-folder.ts'

test('an excluded file or folder stays out, with everything in it', async (t) => {
  const folder = await appOf(t, { a: '', 'b/c': '', 'b/tmp/d': '', '.log/x': '' })
  assert.deepEqual(await selectedNames(folder, { exclude: ['.log', 'tmp/'] }), ['a', 'b', 'b/c'])
})

test('an excluded folder is not read', async (t) => {
  const folder = await appOf(t, { a: '', 'locked/b': '' })
  await chmod(join(folder, 'locked/b'), 0)
  assert.deepEqual(await selectedNames(folder, { exclude: ['locked', '!locked/b'] }), ['a'])
})

test('a later pattern includes a file again if its folder is not excluded', async (t) => {
  const folder = await appOf(t, { 'logs/keep': '', 'logs/x': '', 'logs/y': '' })
  assert.deepEqual(await selectedNames(folder, { exclude: ['logs/*', '!logs/keep'] }), ['logs', 'logs/keep'])
})

test('a folder that patterns empty stays, like an empty folder', async (t) => {
  const folder = await appOf(t, { a: '', 'logs/x.log': '' })
  await mkdir(join(folder, 'empty'))
  assert.deepEqual(await selectedNames(folder, { exclude: ['*.log'] }), ['a', 'empty', 'logs'])
})

test('included files go in with the folders around them', async (t) => {
  const folder = await appOf(t, { a: '', 'src/b': '', 'src/c/d': '', 'e/src/f': '', 'g/h': '' })
  await mkdir(join(folder, 'empty'))
  assert.deepEqual(await selectedNames(folder, { include: ['/src/c', 'f'] }), [
    ...['e', 'e/src', 'e/src/f'],
    ...['src', 'src/c', 'src/c/d'],
  ])
})

test('patterns that exclude everything are refused', async (t) => {
  const folder = await appOf(t, { a: '', 'b/c': '' })
  for (const patterns of [{ exclude: ['*'] }, { include: ['nothing'] }]) {
    const message = await failureOf(selectedNames(folder, patterns))
    assert.ok(message.startsWith("The project's patterns exclude all of the app: "), message)
    assert.match(message, /contains 2 files and folders, and none is left\. Check "exclude"/)
  }
})

test('an empty app is not refused, with any patterns', async (t) => {
  assert.deepEqual(await selectedNames(await appOf(t, {}), { exclude: ['*'] }), [])
})

test('.git stays out at any depth, as a folder and as a file, and the log says so once', async (t) => {
  const folder = await appOf(t, { '.git/config': '', '.gitignore': '', 'module/.git': '', 'module/a': '' })
  assert.deepEqual(await selectedNames(folder, {}), ['.gitignore', 'module', 'module/a'])
  assert.deepEqual(logged, [
    `info: ${folder}/.git is left out of the app, so that each checkout gives the same image. ` +
      'If the build needs it, add "!.git" to the input "exclude".',
  ])
})

test('the pattern "!.git" includes .git, and nothing is logged', async (t) => {
  const folder = await appOf(t, { '.git/config': '', a: '' })
  assert.deepEqual(await selectedNames(folder, { exclude: ['*.log', '!.git'] }), ['.git', '.git/config', 'a'])
  assert.deepEqual(logged, [])
})

test('nothing is logged about .git if the project excludes it itself', async (t) => {
  const folder = await appOf(t, { '.git/config': '', a: '' })
  assert.deepEqual(await selectedNames(folder, { exclude: ['/.git/'] }), ['a'])
  assert.deepEqual(logged, [])
})

test('a repository without files is an empty app', async (t) => {
  assert.deepEqual(await selectedNames(await appOf(t, { '.git/config': '' }), {}), [])
})

test('names that mark deleted files in a layer stay out, with a warning', async (t) => {
  const folder = await appOf(t, { '.wh.x': '', 'a/.wh..wh..opq': '', 'a/b.wh.': '', '.wh.d/e': '', x: '' })
  assert.deepEqual(await selectedNames(folder, { exclude: ['.wh.d'] }), ['a', 'a/b.wh.', 'x'])
  assert.deepEqual(
    logged.map((line) => line.slice(0, line.indexOf(' of the app'))),
    [`warning: ${folder}/.wh.x is left out`, `warning: ${folder}/a/.wh..wh..opq is left out`],
  )
})
