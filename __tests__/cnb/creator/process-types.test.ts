import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProcessTypes } from '../../../src/cnb/creator/build.ts'
import { NotInSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { type TarEntry, tarOf } from '../../../src/tar/write.ts'

const never = () => assert.fail('was called')

/** A sandbox that supports only `get`. */
const sandboxWith = (get: Sandbox['get']): Sandbox => ({ put: never, run: never, dispose: never, get })

const typesIn = (...entries: readonly TarEntry[]) =>
  readProcessTypes(sandboxWith((_path, receive) => receive(tarOf(entries, { uid: 1001, gid: 1000 }))))

const file = (text: string): TarEntry => ({
  name: 'metadata.toml',
  mode: 0o644,
  type: 'file',
  content: Buffer.from(text),
})

test('the process types are read from the file that the build phase writes', async () => {
  const toml = [
    'buildpacks = []',
    ...['web', 'worker'].map((type) => `[[processes]]\ntype = "${type}"\ncommand = ["sh"]`),
    '[[processes]]\ncommand = ["without a type"]',
  ]
  assert.deepEqual(await typesIn(file(toml.join('\n'))), ['web', 'worker'])
})

const unreadable: Readonly<Record<string, readonly TarEntry[]>> = {
  nothing: [],
  'no TOML': [file('::error::')],
  'no list': [file('processes = "web"')],
  'too much': [file(`# ${'x'.repeat(9 * 1024 * 1024)}`)],
  'a link': [{ name: 'metadata.toml', mode: 0o777, type: 'symlink', linkname: '/etc/passwd' }],
}

for (const [what, entries] of Object.entries(unreadable)) {
  test(`${what} in place of the file is no process type`, async () => {
    assert.deepEqual(await typesIn(...entries), [])
  })
}

test('without the file there are no process types', async () => {
  const sandbox = sandboxWith(async () => {
    throw new NotInSandbox('It is not there.')
  })
  assert.deepEqual(await readProcessTypes(sandbox), [])
})

test('an unexpected error is not hidden', async () => {
  const bug = new TypeError('bug')
  const sandbox = sandboxWith(async () => {
    throw bug
  })
  await assert.rejects(readProcessTypes(sandbox), bug)
})
