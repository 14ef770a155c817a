import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { type Header, pack } from 'tar-stream'
import { compareTars, differenceLimit, type EntryDifference } from '../../src/tar/comparison.ts'
import { holds } from '../property.ts'
import { goTar, testWithGo } from './go-tar.ts'

type Entry = Partial<Header> & { readonly name: string; readonly text?: string }

const refusal = (reason: string): Error => new Error(`refused: ${reason}`)

async function* write(entries: readonly Entry[]): AsyncGenerator<Uint8Array> {
  const archive = pack()
  for (const { text = '', ...header } of entries) {
    archive.entry({ mtime: new Date(315_532_801_000), uid: 0, gid: 0, ...header }, text)
  }
  archive.finalize()
  for await (const chunk of archive) if (chunk instanceof Uint8Array) yield chunk
}

const compare = (expected: readonly Entry[], found: readonly Entry[]) =>
  compareTars(write(expected), write(found), refusal)

/** Writes very many empty files, faster than with a library. */
async function* writeEmpty(names: readonly string[]): AsyncGenerator<Uint8Array> {
  const [first] = await Array.fromAsync(write([{ name: 'x', mode: 0o644 }]))
  const header = Buffer.from(first ?? [])
    .fill(0, 0, 100)
    .fill(' ', 148, 156)
  const headerSum = header.reduce((sum, byte) => sum + byte, 0)
  for (const name of names) {
    const sum = Buffer.from(name).reduce((sum, byte) => sum + byte, headerSum)
    header.fill(0, 0, 100).write(name)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    yield Buffer.from(header)
  }
  yield Buffer.alloc(1024)
}

const file = (name: string, text = name): Entry => ({ name, text, mode: 0o644 })

const app: readonly Entry[] = [
  { name: 'workspace', type: 'directory', mode: 0o755 },
  file('workspace/index.js', 'console.log(1)\n'),
  { name: 'workspace/link', type: 'symlink', linkname: 'index.js', mode: 0o777 },
  file('workspace/package.json', '{"name":"app"}'),
]

const changed = (name: string, change: Partial<Entry>): readonly Entry[] =>
  app.map((entry) => (entry.name === name ? { ...entry, ...change } : entry))

const inShort = (differences: readonly EntryDifference[]) =>
  differences.map(({ name, kind, changes }) => [name, kind, ...changes.map(({ property }) => property)])

suite('two tars', () => {
  test('that have the same entries do not differ', async () => {
    assert.deepEqual(await compare(app, app), { differences: [], isComplete: true })
  })

  const plants: readonly (readonly [what: string, Partial<Entry>, ...properties: string[]])[] = [
    ['mode', { mode: 0o600 }, 'mode'],
    ['user', { uid: 1001 }, 'owner'],
    ['group', { gid: 1001 }, 'owner'],
    ['time', { mtime: new Date(0) }, 'time'],
    ['size and content', { text: 'console.log(10)\n' }, 'size', 'content'],
    ['content', { text: 'console.log(2)\n' }, 'content'],
    ['type', { type: 'symlink', linkname: 'x', text: '' }, 'type', 'size', 'link', 'content'],
    ['name of the owner', { uname: 'cnb' }, 'attributes'],
    ['extended attribute', { pax: { 'SCHILY.xattr.user.x': '1' } }, 'attributes'],
    ['time in fractions of a second', { pax: { mtime: '315532801.5' } }, 'time'],
  ]
  for (const [what, change, ...properties] of plants) {
    test(`that differ in an entry’s ${what} differ in exactly that`, async () => {
      const { differences, isComplete } = await compare(app, changed('workspace/index.js', change))
      assert.deepEqual(inShort(differences), [['workspace/index.js', 'changed', ...properties]])
      assert.equal(isComplete, true)
    })
  }

  test('that differ in a link differ in exactly that, with both values', async () => {
    const { differences } = await compare(app, changed('workspace/link', { linkname: 'package.json' }))
    assert.deepEqual(differences[0]?.changes, [
      { property: 'link', expected: 'index.js', found: 'package.json' },
    ])
  })

  test('of which one has additional entries differ in these entries', async () => {
    const { differences } = await compare([...app, file('old')], [file('new'), ...app])
    assert.deepEqual(inShort(differences), [
      ['old', 'missing'],
      ['new', 'additional'],
    ])
  })

  test('with the same entries in another order differ in their order', async () => {
    const { differences } = await compare(app, app.toReversed())
    assert.deepEqual(
      differences.map(({ kind }) => kind),
      ['moved'],
    )
  })

  test('that have a name twice are compared entry by entry', async () => {
    const twice = [file('a', '1'), file('a', '2')]
    assert.deepEqual((await compare(twice, twice)).differences, [])
    const { differences } = await compare(twice, [file('a', '1'), file('a', '3')])
    assert.deepEqual(inShort(differences), [['a', 'changed', 'content']])
    assert.deepEqual(inShort((await compare(twice, [file('a', '1')])).differences), [['a', 'missing']])
  })

  test('are read no further than to the 20th difference', async () => {
    const many = (text: string) => Array.from({ length: 500 }, (_, nth) => file(`f${nth}`, text + nth))
    let read = 0
    const counted = async function* (tar: AsyncIterable<Uint8Array>) {
      for await (const chunk of tar) {
        read += chunk.length
        yield chunk
      }
    }
    const { differences, isComplete } = await compareTars(
      counted(write(many('a'))),
      write(many('b')),
      refusal,
    )
    assert.equal(differences.length, differenceLimit)
    assert.equal(isComplete, false)
    assert.ok(read < 250_000, `${read} bytes`)
  })

  const many = (prefix: string, count: number): readonly string[] =>
    Array.from({ length: count }, (_, nth) => `${prefix}${nth}`)

  test('without a common entry are not held in memory, and their entries are not reported as missing', async () => {
    const [one, other] = [writeEmpty(many('a', 20_100)), writeEmpty(many('b', 20_100))]
    assert.deepEqual(await compareTars(one, other, refusal), { differences: [], isComplete: false })
  })

  test('with the same entries in another order have no missing entries, however many there are', async () => {
    const all = many('f', 41_000)
    const found = await compareTars(writeEmpty(all), writeEmpty(all.toReversed()), refusal)
    assert.deepEqual(found, { differences: [], isComplete: false })
  })

  test('one of which has ended differ in all other entries of the longer one', async () => {
    const all = many('f', 20_100)
    const { differences, isComplete } = await compareTars(writeEmpty(all), writeEmpty([]), refusal)
    assert.deepEqual(inShort(differences).slice(0, 2), [
      ['f0', 'missing'],
      ['f1', 'missing'],
    ])
    assert.equal(differences.length, differenceLimit)
    assert.equal(isComplete, false)
  })

  test('that have a name or a time of more than 4 KiB are refused, and long attributes are compared', async () => {
    const long = 'x'.repeat(5_000)
    const other = changed('workspace/index.js', { pax: { comment: `${long}x` } })
    const { differences } = await compare(changed('workspace/index.js', { pax: { comment: long } }), other)
    assert.deepEqual(inShort(differences), [['workspace/index.js', 'changed', 'attributes']])
    assert.ok(differences[0]?.changes.every(({ expected }) => expected.length < 100))
    for (const entry of [{ name: long }, { name: 'a', pax: { mtime: long } }]) {
      await assert.rejects(compare([entry], app), /refused: an entry has a name, .* of more than 4 KiB/)
    }
  })

  test('with more than 16 MiB of names that wait are not held in memory', async () => {
    const long = (prefix: string) =>
      Array.from({ length: 4_300 }, (_, nth) => file(prefix + nth + 'x'.repeat(4_000), ''))
    assert.deepEqual(await compare(long('a'), long('b')), { differences: [], isComplete: false })
  })

  test('are refused if one of them ends early', async () => {
    const cut = async function* () {
      yield Buffer.concat(await Array.fromAsync(write(app))).subarray(0, 700)
    }
    await assert.rejects(compareTars(write(app), cut(), refusal), /refused: it is not a complete tar archive/)
  })

  testWithGo('that Go wrote differ in what Go’s headers say', async () => {
    async function* tar(mode: number, Name: string) {
      yield goTar([
        { Name: 'a', Mode: 0o644, content: 'x' },
        { Name, Mode: mode, Uid: 5_000_000, content: 'y' },
      ])
    }
    const long = `${'d/'.repeat(120)}b`
    assert.deepEqual((await compareTars(tar(0o644, long), tar(0o644, long), refusal)).differences, [])
    const { differences } = await compareTars(tar(0o644, long), tar(0o755, long), refusal)
    assert.deepEqual(inShort(differences), [[long, 'changed', 'mode']])
  })
})

suite('contents that differ', () => {
  const pairs: readonly (readonly [what: string, one: string, other: string, pattern: string | undefined])[] =
    [
      ['in the order of lines', 'a\nb\nc\n', 'b\na\nc\n', 'order'],
      ['in the order of JSON fields', '{"a":1,"b":2}', '{"b":2,"a":1}', 'order'],
      ['in a time', 'built 2026-11-25T12:00:00Z\n', 'built 2026-11-26T07:30:01Z\n', 'times'],
      ['in seconds since 1970', 'x=1764072000;', 'x=1764158400;', 'times'],
      [
        'in an ID',
        'id 0a1b2c3d-0000-4000-8000-0123456789ab',
        'id ffffffff-0000-4000-8000-0123456789ab',
        'identifiers',
      ],
      ['in a path', 'load /home/me/src/app', 'load /tmp/app', 'paths'],
      ['otherwise', 'one', 'two', undefined],
    ]
  for (const [what, one, other, pattern] of pairs) {
    test(`${what} ${pattern === undefined ? 'have no known pattern' : 'show it'}`, async () => {
      const { differences } = await compare([file('f', one)], [file('f', other)])
      assert.equal(differences[0]?.pattern, pattern)
    })
  }
})

const entries = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,6}(?:\/[a-z]{1,4})?$/), { minLength: 1, maxLength: 30 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record({
          name: fc.constant(name),
          text: fc.string({ maxLength: 20 }),
          mode: fc.constantFrom<number>(0o644, 0o755),
          uid: fc.nat({ max: 2000 }),
        }),
      ),
    ),
  )

suite('the comparison of tars', () => {
  holds(
    'finds a single planted difference and no other',
    [entries, fc.nat(), fc.nat({ max: 5 })],
    async (all, at, kind) => {
      const position = at % all.length
      const entry = all[position]
      assert.ok(entry)
      const plant: readonly (readonly [readonly Entry[], string])[] = [
        [all.toSpliced(position, 1), 'missing'],
        [all.toSpliced(position, 0, { ...entry, name: 'NEW' }), 'additional'],
        [all.with(position, { ...entry, mode: 0o600 }), 'changed'],
        [all.with(position, { ...entry, uid: 3000 }), 'changed'],
        [all.with(position, { ...entry, text: `${entry.text}!` }), 'changed'],
        [all.with(position, { ...entry, text: [...entry.text].toReversed().join('') }), 'changed'],
      ]
      const [other, expected] = plant[kind] ?? [all, '']
      const isSame = JSON.stringify(other) === JSON.stringify(all)
      const { differences, isComplete } = await compare(all, other)
      assert.equal(isComplete, true)
      assert.deepEqual(
        differences.map(({ name, kind }) => [name, kind]),
        isSame ? [] : [[expected === 'additional' ? 'NEW' : entry.name, expected]],
      )
    },
  )

  holds(
    'finds no other difference than the order between the same entries in another order',
    [entries.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))],
    async ([all, shuffled]) => {
      const { differences } = await compare(all, shuffled)
      const isSame = all.every((entry, nth) => entry === shuffled[nth])
      assert.deepEqual(
        differences.map(({ kind }) => kind),
        isSame ? [] : ['moved'],
      )
    },
  )
})
