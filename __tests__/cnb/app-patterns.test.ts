import assert from 'node:assert/strict'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { failureOf } from '../registry/registry-client.ts'
import { appOf, namesTaken } from './app-folder.ts'

test('what is excluded stays out, with all that is in it', async (t) => {
  const folder = await appOf(t, { '.git/config': '', a: '', 'b/c': '', 'b/tmp/d': '' })
  assert.deepEqual(await namesTaken(folder, { exclude: ['.git', 'tmp/'] }), ['a', 'b', 'b/c'])
})

test('nothing is read in a folder that is excluded', async (t) => {
  const folder = await appOf(t, { a: '', 'locked/b': '' })
  await chmod(join(folder, 'locked/b'), 0)
  assert.deepEqual(await namesTaken(folder, { exclude: ['locked', '!locked/b'] }), ['a'])
})

test('a later pattern takes back in what lies in a folder that is not excluded itself', async (t) => {
  const folder = await appOf(t, { 'logs/keep': '', 'logs/x': '', 'logs/y': '' })
  assert.deepEqual(await namesTaken(folder, { exclude: ['logs/*', '!logs/keep'] }), ['logs', 'logs/keep'])
})

test('a folder that patterns empty stays, as an empty folder does', async (t) => {
  const folder = await appOf(t, { a: '', 'logs/x.log': '' })
  await mkdir(join(folder, 'empty'))
  assert.deepEqual(await namesTaken(folder, { exclude: ['*.log'] }), ['a', 'empty', 'logs'])
})

test('of what is included go in the files and the folders around them', async (t) => {
  const folder = await appOf(t, { a: '', 'src/b': '', 'src/c/d': '', 'e/src/f': '', 'g/h': '' })
  await mkdir(join(folder, 'empty'))
  assert.deepEqual(await namesTaken(folder, { include: ['/src/c', 'f'] }), [
    ...['e', 'e/src', 'e/src/f'],
    ...['src', 'src/c', 'src/c/d'],
  ])
})

test('patterns that leave nothing are refused', async (t) => {
  const folder = await appOf(t, { a: '', 'b/c': '' })
  for (const patterns of [{ exclude: ['*'] }, { include: ['nothing'] }]) {
    const message = await failureOf(namesTaken(folder, patterns))
    assert.ok(message.startsWith("The project's patterns leave nothing of the app: "), message)
    assert.match(message, /has 2 files and folders, and all are left out\. Look at "exclude"/)
  }
})

test('an empty app is no matter of patterns', async (t) => {
  assert.deepEqual(await namesTaken(await appOf(t, {}), { exclude: ['*'] }), [])
})
