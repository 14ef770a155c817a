import assert from 'node:assert/strict'
import { posix } from 'node:path'
import fc from 'fast-check'
import { layerTarCheck } from '../../src/cnb/reuse/cached-layers.ts'
import { Failure } from '../../src/message/failure.ts'
import { type CheckedEntry, checkedEntries, type TarRules } from '../../src/tar/read.ts'
import { extended, gnuLong, type RawEntry, rawTar, tarEnd } from '../hostile/tar.ts'
import { acceptedOrRefused, holds, hostileText } from '../property.ts'
import { bytesOf } from '../registry/registry-client.ts'

const folder = '/layers/acme_node/modules'

const name = fc.oneof(
  fc
    .array(fc.constantFrom('a', 'b', 'c', '.', '..', '', 'd e', '世', 'x'.repeat(60)), { maxLength: 5 })
    .map((parts) => parts.join('/')),
  fc.constantFrom(
    '/layers',
    '/layers/acme_node',
    folder,
    `${folder}/a`,
    `${folder}/b`,
    `${folder}/../x`,
    '/etc',
  ),
  hostileText,
)
const size = fc.option(
  fc.oneof(
    fc.constantFrom('00000000000', '00000000001', '00000001000', '77777777777', '-0000000001', '          1'),
    fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  ),
  { freq: 6 },
)
const entry: fc.Arbitrary<RawEntry> = fc
  .record({
    name,
    flag: fc.constantFrom(...'0000005555221134567xgLKSZ\0'),
    content: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.string({ maxLength: 600 })),
    link: name,
    size,
    prefix: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, name),
    magic: fc.oneof({ weight: 5, arbitrary: fc.constant('ustar\u000000') }, fc.constantFrom('ustar  \0', '')),
  })
  .map(({ size: claimed, ...rest }) => (claimed === null ? rest : { ...rest, size: claimed }))
const longer = fc.oneof(
  fc
    .dictionary(
      fc.constantFrom('path', 'linkpath', 'size', 'uid', '__proto__', 'GNU.sparse.name'),
      hostileText,
    )
    .map((records) => extended(records)),
  fc.tuple(fc.constantFrom('L' as const, 'K' as const), name).map(([flag, text]) => gnuLong(flag, text)),
)
const right: fc.Arbitrary<RawEntry> = fc.record({
  name: fc.stringMatching(/^[a-c]\/[a-h]{1,2}$/),
  flag: fc.constantFrom('0', '0', '2', '1'),
  content: fc.constant(''),
  link: fc.constantFrom('../a/a', 'b', 'a/a', '../b', '..', '../..', 'a/../b'),
})
const tar = fc
  .tuple(
    fc.array(fc.oneof({ weight: 2, arbitrary: right }, entry, longer), { maxLength: 8 }),
    fc.constantFrom(tarEnd, tarEnd, Buffer.alloc(0), Buffer.alloc(700, 1)),
    fc.option(fc.nat(), { freq: 5 }),
  )
  .map(([entries, end, cut]) => {
    const bytes = rawTar(entries, end)
    return cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1))
  })

/** The bytes in chunks of any size. */
const pieces = async function* (bytes: Buffer, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

const rules: TarRules = {
  ...{ strip: 0, rooted: true, links: true, entryLimit: 6 },
  refusal: (reason) => new Failure(`The archive is refused: ${reason}.`),
}

const readAll = async (bytes: Buffer, length: number, change: Partial<TarRules> = {}) => {
  const found: Omit<CheckedEntry, 'content'>[] = []
  for await (const { content, ...rest } of checkedEntries(pieces(bytes, length), { ...rules, ...change })) {
    found.push(rest)
    if (rest.type === 'file' && found.length % 2 === 0)
      assert.equal((await bytesOf(content)).length, rest.size)
  }
  return found
}

/** Resolves a path of the archive and its links, from the root of the archive; undefined if that is outside. */
const resolved = (path: string, links: ReadonlyMap<string, string>, hops = 0): string | undefined => {
  const place: string[] = []
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  for (const [position, part] of parts.entries()) {
    if (part === '..') {
      if (place.pop() === undefined) return undefined
      continue
    }
    const target = links.get([...place, part].join('/'))
    if (target === undefined) place.push(part)
    // Circular links lead nowhere.
    else if (hops > 20) return ''
    else return resolved([...place, target, ...parts.slice(position + 1)].join('/'), links, hops + 1)
  }
  return place.join('/')
}

holds(
  'nothing that comes of a tar lies outside, behind a link or twice, and no link leads out',
  [tar, fc.integer({ min: 100, max: 2000 })],
  async (bytes, length) => {
    const found = await acceptedOrRefused(() => readAll(bytes, length))
    if (found === undefined) return
    assert.ok(found.length <= rules.entryLimit)
    assert.equal(new Set(found.map((one) => one.name)).size, found.length)
    const links = new Map(found.flatMap((one) => (one.type === 'symlink' ? [[one.name, one.linkname]] : [])))
    for (const one of found) {
      assert.ok(one.name === '' || posix.normalize(one.name) === one.name)
      assert.doesNotMatch(one.name, /^\/|^\.\.(?:\/|$)|\0/)
      assert.equal(resolved(posix.dirname(one.name), links), posix.dirname(one.name).replace(/^\.$/, ''))
      assert.notEqual(resolved(one.name, links), undefined, `${one.name} → ${one.linkname}`)
      if (one.type === 'link')
        assert.ok(found.some((other) => other.type === 'file' && other.name === one.linkname))
    }
  },
)

holds('where no links are allowed there are none, nor names from the root', [tar], async (bytes) => {
  const found = await acceptedOrRefused(() => readAll(bytes, 512, { links: false, rooted: false, strip: 1 }))
  for (const { type } of found ?? []) assert.match(type, /^(?:file|directory)$/)
})

holds(
  'a tar means the same in pieces of any size',
  [tar, fc.integer({ min: 100, max: 2000 })],
  async (bytes, length) => {
    const whole = await acceptedOrRefused(() => readAll(bytes, Math.max(bytes.length, 1)))
    assert.deepEqual(await acceptedOrRefused(() => readAll(bytes, length)), whole)
  },
)

const around: readonly RawEntry[] = ['/layers', '/layers/acme_node', folder].map((path) => ({
  name: path,
  flag: '5',
}))
const layer = fc
  .array(
    fc.oneof(
      fc
        .tuple(entry, fc.constantFrom('', '/'), fc.constantFrom('', 'ustar\u000000'))
        .map(([one, slash]) => ({ ...one, name: `${folder}${slash}${one.name}` })),
      fc
        .stringMatching(/^[a-c]{1,2}$/)
        .map((text): RawEntry => ({ name: `${folder}/${text}`, content: text })),
      entry,
      longer,
    ),
    { maxLength: 5 },
  )
  .map((entries) => rawTar([...around, ...entries]))

holds(
  'a layer is refused, or has names in its own folder only, in whatever pieces it comes',
  [layer, fc.integer({ min: 1, max: 1500 })],
  async (bytes, length) => {
    const verdict = (step: number): string | undefined => {
      const check = layerTarCheck(folder)
      for (let at = 0; at < bytes.length; at += step) {
        const refusal = check.push(bytes.subarray(at, at + step))
        if (refusal !== undefined) return refusal
      }
      return check.end()
    }
    const refusal = verdict(bytes.length)
    assert.equal(verdict(length), refusal)
    if (refusal !== undefined) return assert.doesNotMatch(refusal, /[\p{Cc}\u2028\u2029]/u)
    const found = await readAll(bytes, 512, { entryLimit: 20, links: true }).catch((error: unknown) => {
      // Links of layers may lead anywhere.
      assert.match(String(error), /is a link that leads out/)
      return []
    })
    for (const one of found)
      assert.ok(`${folder}/`.startsWith(`/${one.name}/`) || `/${one.name}`.startsWith(`${folder}/`))
  },
)
