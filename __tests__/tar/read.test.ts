import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { type Header, pack } from 'tar-stream'
import { Failure } from '../../src/message/failure.ts'
import { checkedEntries, type TarRules } from '../../src/tar/read.ts'
import { bytesOf, failureOf } from '../registry/registry-client.ts'
import { changeHeader } from './go-tar.ts'

type Entry = readonly [header: Partial<Header> & Pick<Header, 'name'>, content?: string]

async function* tarOf(entries: readonly Entry[]): AsyncGenerator<Uint8Array> {
  const archive = pack()
  for (const [header, content] of entries) {
    if (content === undefined) archive.entry(header)
    else archive.entry(header, content)
  }
  archive.finalize()
  for await (const chunk of archive) if (chunk instanceof Uint8Array) yield chunk
}

const rules: TarRules = {
  strip: 0,
  entryLimit: 10,
  refusal: (reason) => new Failure(`The archive is refused: ${reason}.`),
}

/** Reads every entry, and the content of the wanted ones. */
const read = async (tar: AsyncIterable<Uint8Array>, change: Partial<TarRules> = {}, wanted = /./) => {
  const entries: (readonly [name: string, type: string, size: number, content: string])[] = []
  for await (const { name, type, size, content } of checkedEntries(tar, { ...rules, ...change })) {
    const text = wanted.test(name) ? (await bytesOf(content)).toString('utf8') : ''
    entries.push([name, type, size, text])
  }
  return entries
}

const refusal = (entries: readonly Entry[], change?: Partial<TarRules>): Promise<string> =>
  failureOf(read(tarOf(entries), change))

test('files and directories are read in order, with their content', async () => {
  const entries = await read(
    tarOf([[{ name: 'top/', type: 'directory' }], [{ name: './top//a' }, 'one'], [{ name: 'top/b' }, '']]),
  )
  assert.deepEqual(entries, [
    ['top', 'directory', 0, ''],
    ['top/a', 'file', 3, 'one'],
    ['top/b', 'file', 0, ''],
  ])
})

test('content that is not read is skipped', async () => {
  const large = 'x'.repeat(1_000_000)
  const entries = await read(
    tarOf([
      [{ name: 'a' }, large],
      [{ name: 'b' }, 'b'],
    ]),
    {},
    /b/,
  )
  assert.deepEqual(entries, [
    ['a', 'file', large.length, ''],
    ['b', 'file', 1, 'b'],
  ])
})

test('leading components are removed from names', async () => {
  const entries = await read(tarOf([[{ name: 'top', type: 'directory' }], [{ name: 'top/a/b' }, '']]), {
    strip: 1,
  })
  assert.deepEqual(
    entries.map(([name]) => name),
    ['', 'a/b'],
  )
})

test('names outside the archive are refused', async () => {
  for (const name of ['/evil', '../evil', 'a/../../evil', '..']) {
    assert.equal(
      await refusal([[{ name }, 'evil']], { strip: 1 }),
      `The archive is refused: "${name}" is outside the archive.`,
    )
  }
})

test('links and devices are refused', async () => {
  for (const type of ['symlink', 'link', 'character-device', 'block-device', 'fifo'] as const) {
    assert.match(
      await refusal([[{ name: 'x', type, linkname: 'y' }]]),
      /refused: "x" is not a file or a directory/,
    )
  }
})

test("a name or a link's target that contains a NUL is refused", async () => {
  for (const pax of [{ path: 'a\0/../b' }, { linkpath: 'a\0/../b' }]) {
    const entries: readonly Entry[] = [[{ name: 'l', type: 'symlink', linkname: 'a', pax }]]
    assert.match(
      await refusal(entries, { links: true }),
      /^The archive is refused: "[^"\0]*" .*contains a NUL/,
    )
  }
})

test('a header with a missing or an excessive size is refused', async () => {
  for (const pax of [{ size: '-1' }, { size: 'many' }, { comment: 'x'.repeat(5_000_000) }]) {
    assert.match(
      await refusal([[{ name: 'x', pax }, '']]),
      /refused: it is not a complete tar archive \(.*header/,
    )
  }
})

test('a malformed or impossible size is refused at once', async () => {
  for (const first of [0xc3, 0x80]) {
    const whole = Buffer.concat(await Array.fromAsync(tarOf([[{ name: 'a' }, 'x']])))
    changeHeader(whole.subarray(0, 512), (header) => header.fill(0x77, 125, 136).writeUInt8(first, 124))
    const found = read(Readable.from([whole]))
    assert.equal(await failureOf(found), 'The archive is refused: "a" has an impossible size.')
  }
})

test('a refusal shows names in one line', async () => {
  assert.equal(
    await refusal([[{ name: '../a\n::error::b' }, '']]),
    'The archive is refused: "../a ::error::b" is outside the archive.',
  )
})

test('a name that comes twice, in any spelling, is refused', async () => {
  assert.match(
    await refusal([
      [{ name: 'a/b' }, ''],
      [{ name: './a//b' }, ''],
    ]),
    /refused: it has "a\/b" twice/,
  )
})

test('a name that is too long, and too many entries, are refused', async () => {
  assert.match(await refusal([[{ name: 'x'.repeat(10_000) }, '']]), /refused: the name "x{199}…" is too long/)
  const many = Array.from({ length: 11 }, (_, nth): Entry => [{ name: `${nth}` }, ''])
  assert.match(await refusal(many), /refused: it has more than 10 files and directories/)
  assert.equal((await read(tarOf(many.slice(1)))).length, 10)
})

test('the error that ends the stream early is thrown', async () => {
  const whole = Buffer.concat(await Array.fromAsync(tarOf([[{ name: 'a' }, 'x'.repeat(3000)]])))
  const broken = async function* () {
    yield whole.subarray(0, 1000)
    throw new Error('the engine went away')
  }
  await assert.rejects(read(broken()), /^Error: the engine went away$/)
  const short = async function* () {
    yield whole.subarray(0, 1000)
  }
  assert.equal(
    await failureOf(read(short())),
    'The archive is refused: it is not a complete tar archive (unexpected end of data).',
  )
  const late = async function* () {
    yield whole
    throw new Error('the engine took it back')
  }
  await assert.rejects(read(late()), /^Error: the engine took it back$/)
})

test('a reader that stops ends the stream', async () => {
  const ended = Promise.withResolvers<void>()
  const endless = async function* () {
    try {
      yield* tarOf([
        [{ name: 'a' }, 'a'],
        [{ name: 'b' }, 'b'],
      ])
      for (;;) yield Buffer.alloc(1024)
    } finally {
      ended.resolve()
    }
  }
  for await (const _ of checkedEntries(endless(), rules)) break
  await ended.promise
})

const withLinks: Partial<TarRules> = { links: true }

test('links with a target inside are read, if links are allowed', async () => {
  const tar = tarOf([
    [{ name: 'a/b', mode: 0o755 }, 'b'],
    [{ name: 'a/up', type: 'symlink', linkname: '../c/./d' }],
    [{ name: 'same', type: 'link', linkname: './a/b' }],
  ])
  const found = await Array.fromAsync(checkedEntries(tar, { ...rules, links: true }))
  assert.deepEqual(
    found.map(({ name, type, mode, linkname }) => [name, type, mode, linkname]),
    [
      ['a/b', 'file', 0o755, ''],
      ['a/up', 'symlink', 0o644, '../c/./d'],
      ['same', 'link', 0o644, 'a/b'],
    ],
  )
})

for (const linkname of ['/etc/passwd', '../..', 'b/../../..', '../a/../../x', 'b/../c']) {
  test(`a link from a directory to "${linkname}" leads outside and is refused`, async () => {
    const message = await refusal([[{ name: 'a/link', type: 'symlink', linkname }]], withLinks)
    assert.equal(message, `The archive is refused: "a/link" is a link that leads outside, to "${linkname}".`)
  })
}

test('an entry with a path through a link is refused', async () => {
  const entries: readonly Entry[] = [[{ name: 'a', type: 'symlink', linkname: 'b' }], [{ name: 'a/c/d' }, '']]
  assert.match(await refusal(entries, withLinks), /"a\/c\/d" has a path through a link/)
})

test('a hard link must name an earlier file', async () => {
  for (const linkname of ['b', 'folder', '../a', '/etc/passwd']) {
    const entries: readonly Entry[] = [
      [{ name: 'folder', type: 'directory' }],
      [{ name: 'a', type: 'link', linkname }],
      [{ name: 'b' }, ''],
    ]
    assert.match(await refusal(entries, withLinks), /is not an earlier file|is outside the archive/, linkname)
  }
})

test('devices are refused even if links are allowed', async () => {
  assert.match(
    await refusal([[{ name: 'a', type: 'character-device' }]], withLinks),
    /is not a file, a directory or a link/,
  )
})

test('names may begin at the root and be longer, if that is allowed', async () => {
  const long = `${'x'.repeat(200)}/${'y'.repeat(200)}`
  const entries: readonly Entry[] = [
    [{ name: '/a/b' }, ''],
    [{ name: long }, ''],
  ]
  const found = await read(tarOf(entries), { rooted: true, nameLimit: 500 })
  assert.deepEqual(
    found.map(([name]) => name),
    ['a/b', long],
  )
  assert.match(await refusal([[{ name: '/../b' }, '']], { rooted: true }), /is outside the archive/)
})
