import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { compareImages } from '../../../../src/actions/build-image/reproduction/documents.ts'
import { describeLayers } from '../../../../src/actions/build-image/reproduction/layers.ts'
import type { ReadableContent } from '../../../../src/content/content.ts'
import type { Digest } from '../../../../src/image/digest.ts'
import { Failure } from '../../../../src/message/failure.ts'
import { type BuiltImage, type BuiltImageOptions, builtImage, type Layer } from './built-image.ts'

/** The blobs of an image, without those that are missing. */
const contentOf = ({ blobs }: BuiltImage, missing: readonly Digest[] = []): ReadableContent => ({
  exists: async ({ digest }) => blobs.has(digest),
  async *fetch({ digest }) {
    const bytes = missing.includes(digest) ? undefined : blobs.get(digest)
    if (bytes === undefined) throw new Failure(`The registry does not have ${digest}.`)
    yield bytes
  },
})

const explained = async (
  expected: BuiltImageOptions,
  found: BuiltImageOptions,
  missing: (image: BuiltImage) => readonly Digest[] = () => [],
): Promise<readonly string[]> => {
  const images = { expected: await builtImage(expected), found: await builtImage(found) }
  return describeLayers(compareImages(images).layers, {
    expected: contentOf(images.expected, missing(images.expected)),
    found: contentOf(images.found),
    signal: new AbortController().signal,
  })
}

const file = (name: string, text = 'x', header = {}) => ({ name, text, mode: 0o644, ...header })

suite('layers that differ', () => {
  test('are named by the buildpack that made them, with the entries that differ', async () => {
    const lines = await explained(
      { modules: [file('layers/a', 'one'), file('layers/gone')] },
      { modules: [file('layers/a', 'other', { mode: 0o755, mtime: new Date(0) }), file('layers/new')] },
    )
    assert.deepEqual(lines, [
      'layer "modules" of acme/node: its content differs',
      '  changed: layers/a (mode 0644 → 0755, time 1980-01-01T00:00:01.000Z → 1970-01-01T00:00:00.000Z, size 3 → 5, content)',
      '  missing: layers/gone',
      '  additional: layers/new',
    ])
  })

  /** Each planted difference, and the words about its cause. */
  const causes: readonly (readonly [what: string, one: Layer, other: Layer, cause: RegExp])[] = [
    [
      '.git',
      [file('workspace/.git/index', 'a')],
      [file('workspace/.git/index', 'b')],
      /add "\.git" to "exclude"/,
    ],
    [
      'an archive',
      [file('workspace/app.jar', 'PK1')],
      [file('workspace/app.jar', 'PK2')],
      /contain time stamps/,
    ],
    [
      'a lock file',
      [file('workspace/package-lock.json', '{}')],
      [file('workspace/package-lock.json', '{"a":1}')],
      /commit a complete lock file/,
    ],
    [
      'bytecode',
      [file('m/__pycache__/a.cpython-313.pyc', 'a')],
      [file('m/__pycache__/a.cpython-313.pyc', 'b')],
      /Python's bytecode/,
    ],
    [
      'a version',
      [file('node-v22.1.0/bin/node')],
      [file('node-v22.2.0/bin/node')],
      /another version was downloaded/,
    ],
    ['a time', [file('built.txt', '2026-01-01')], [file('built.txt', '2026-01-02')], /the time of the build/],
    ['an order', [file('list', 'a\nb\n')], [file('list', 'b\na\n')], /in a random order/],
    [
      'a path',
      [file('config', 'cd /home/a/src')],
      [file('config', 'cd /home/b/src')],
      /a path of the machine/,
    ],
    [
      'an identifier',
      [file('id', '0123456789abcdef')],
      [file('id', 'fedcba9876543210')],
      /an identifier or a hash/,
    ],
    ['modes', [file('a')], [file('a', 'x', { mode: 0o664 })], /only file modes differ.*umask/],
    ['owners', [file('a')], [file('a', 'x', { uid: 0 })], /only owners differ/],
    ['times of files', [file('a')], [file('a', 'x', { mtime: new Date(0) })], /only times of files differ/],
    ['the order of entries', [file('a'), file('b')], [file('b'), file('a')], /written in a random order/],
  ]
  for (const [what, one, other, cause] of causes) {
    test(`in ${what} say why`, async () => {
      const lines = await explained({ app: one }, { app: other })
      assert.equal(lines[0], 'application layer: its content differs')
      const found = lines.filter((line) => line.startsWith('  Likely cause: '))
      assert.equal(found.length, 1, lines.join('\n'))
      assert.match(found[0] ?? '', cause)
    })
  }

  test('without a known pattern name no cause', async () => {
    const lines = await explained({ app: [file('a', 'one')] }, { app: [file('a', 'two')] })
    assert.deepEqual(lines.slice(1), ['  changed: a (content)'])
  })

  test('that the registry lacks are named, and the others are still compared', async () => {
    const lines = await explained(
      { modules: [file('m', '1')], app: [file('a', '1')] },
      { modules: [file('m', '2')], app: [file('a', '2')] },
      ({ layers }) => layers.slice(1, 2).map(({ digest }) => digest),
    )
    assert.match(lines[1] ?? '', /^ {2}Its files could not be compared: The registry does not have sha256:/)
    assert.equal(lines.at(-1), '  changed: a (content)')
  })

  test('have at most 20 lines and a line about the limit', async () => {
    const many = (text: string): Layer => Array.from({ length: 60 }, (_, nth) => file(`f${nth}`, text))
    const lines = await explained({ app: many('one') }, { app: many('two') })
    assert.equal(lines.length, 22)
    assert.equal(lines.at(-1), '  There may be more differences.')
  })

  test('have a line that says so if they have too few of the same entries to compare', async () => {
    const long = 'x'.repeat(4_000)
    const links = (prefix: string): Layer =>
      Array.from({ length: 2_200 }, (_, nth) => ({
        name: `${prefix}${nth}${long}`,
        type: 'symlink',
        linkname: long,
      }))
    const lines = await explained({ app: links('a') }, { app: links('b') })
    assert.deepEqual(lines.slice(1), [
      '  The comparison ended early: too many entries in another order, or in only one of the layers.',
    ])
  })

  test('show hostile names on one printable line', async () => {
    const lines = await explained({ app: [file('a')] }, { app: [file('a'), file('\n::error::x\u202e')] })
    for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\u202e]/u)
  })
})
