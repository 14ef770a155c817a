import assert from 'node:assert/strict'
import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { archivePackage } from '../../../src/cnb/buildpacks/archive.ts'
import { findPackage } from '../../../src/cnb/buildpacks/find-package.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { ociTypes, temporaryFolder } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'
import { type ArchiveEntry, buildpackFiles, cnbFile, packageOf, sources, tarOf, told } from './packages.ts'

const files = Object.entries(buildpackFiles('acme/one@1.0.0')).map(
  ([name, text]): ArchiveEntry => [{ name: `./${name}` }, text],
)

const fileOf = async (t: TestContext, bytes: Uint8Array, name = 'one.tgz'): Promise<string> => {
  const path = join(await temporaryFolder(t), name)
  await writeFile(path, bytes)
  return path
}

const linesOf = async (path: string): Promise<readonly string[]> => {
  const { layers } = await archivePackage(path)
  return (await Promise.all(layers.map(({ entries }) => told(entries())))).flat()
}

test('an archive of a folder is a buildpack with pack’s modes, compressed or not', async (t) => {
  const tar = await tarOf([[{ name: './', type: 'directory' }], ...files])
  for (const bytes of [tar, gzipSync(tar)]) {
    assert.deepEqual(await linesOf(await fileOf(t, bytes)), [
      '755 0:0 directory cnb/buildpacks/acme_one',
      '755 0:0 directory cnb/buildpacks/acme_one/1.0.0',
      '644 0:0 file cnb/buildpacks/acme_one/1.0.0/buildpack.toml',
      '755 0:0 file cnb/buildpacks/acme_one/1.0.0/bin/build',
      '755 0:0 file cnb/buildpacks/acme_one/1.0.0/bin/detect',
    ])
  }
})

test('a hard link in an archive refers to the same file of the buildpack', async (t) => {
  const link: ArchiveEntry = [{ name: './bin/same', type: 'link', linkname: './bin/build', mode: 0o755 }]
  const lines = await linesOf(await fileOf(t, await tarOf([...files, link])))
  const folder = 'cnb/buildpacks/acme_one/1.0.0'
  assert.equal(lines.at(-1), `755 0:0 link ${folder}/bin/same → ${folder}/bin/build`)
})

test('a .cnb file is a package, whatever its name', async (t) => {
  const path = await cnbFile(t, await packageOf([['acme/all@1.0.0'], ['acme/one@1.0.0']]))
  const found = await archivePackage(path)
  assert.deepEqual(found.main, { id: 'acme/all', version: '1.0.0', api: '0.10' })
  assert.equal((await linesOf(path)).length, 10)
})

test('a .cnb file with a missing or wrong blob is refused', async (t) => {
  const image = await packageOf([['acme/one@1.0.0']])
  const [manifest, config, layer] = [...image.blobs.keys()]
  const without = (digest = manifest) => new Map([...image.blobs].filter(([one]) => one !== digest))
  for (const digest of [manifest, config, layer]) {
    const path = await cnbFile(t, { ...image, blobs: without(digest) })
    assert.match(await failureOf(linesOf(path)), new RegExp(`is refused: the blob ${digest} is missing`))
    const wrong = await cnbFile(t, {
      ...image,
      blobs: new Map([...without(digest), [digest ?? image.descriptor.digest, Buffer.from('{}')]]),
    })
    assert.match(
      await failureOf(linesOf(wrong)),
      /is refused: (?:its digest or size is wrong|its gzip data is damaged)/,
    )
  }
})

/** A package whose main document has these bytes, or this size in its descriptor. */
const packageWith = async (part: 'manifest' | 'config', bytes: Buffer, size = bytes.length) => {
  const image = await packageOf([['acme/one@1.0.0']])
  const mainManifest = image.blobs.get(image.descriptor.digest) ?? assert.fail()
  const digest = digestOf(bytes)
  const manifest =
    part === 'manifest'
      ? bytes
      : Buffer.from(
          JSON.stringify({
            ...JSON.parse(mainManifest.toString()),
            config: { mediaType: ociTypes.config, digest, size },
          }),
        )
  const descriptor = {
    ...image.descriptor,
    digest: digestOf(manifest),
    size: part === 'manifest' ? size : manifest.length,
  }
  const blobs = new Map([...image.blobs, [digest, bytes], [descriptor.digest, manifest]] as const)
  return { ...image, descriptor, blobs }
}

for (const part of ['manifest', 'config'] as const) {
  const name = part === 'manifest' ? 'manifest' : 'configuration'
  test(`an error about the ${name} of a .cnb file names the file`, async (t) => {
    const broken = await cnbFile(t, await packageWith(part, Buffer.from('no JSON')))
    assert.equal(await failureOf(archivePackage(broken)), `The ${name} of ${broken} is not JSON.`)
    const large = await cnbFile(t, await packageWith(part, Buffer.from('{}'), 5 * 1024 ** 2))
    assert.equal(
      await failureOf(archivePackage(large)),
      `The ${name} of ${large} has 5242880 bytes. The limit is 4194304 bytes. Choose another image.`,
    )
  })
}

const refused: readonly (readonly [what: string, entries: readonly ArchiveEntry[], message: RegExp])[] = [
  [
    'no buildpack.toml',
    [[{ name: 'top/buildpack.toml' }, '']],
    /is not a buildpack: it has no buildpack\.toml at its top/,
  ],
  ['an image extension', [[{ name: 'extension.toml' }, '']], /is an image extension, not a buildpack/],
  [
    'a buildpack.toml that is no TOML',
    [[{ name: 'buildpack.toml' }, 'api = ']],
    /\/buildpack\.toml is not TOML: line 1, column /,
  ],
  ['no version', [[{ name: 'buildpack.toml' }, 'api = "0.10"\n[buildpack]\nid = "a"']], /has no version/],
  ['a path that climbs', [...files, [{ name: '../x' }, '']], /"\.\.\/x" is outside the archive/],
  [
    'a link that leads out',
    [...files, [{ name: 'l', type: 'symlink', linkname: '..' }]],
    /is a link that leads outside/,
  ],
  ['a device', [...files, [{ name: 'd', type: 'character-device' }]], /is not a file, a directory or a link/],
]

for (const [what, entries, message] of refused) {
  test(`an archive with ${what} is refused`, async (t) => {
    assert.match(await failureOf(linesOf(await fileOf(t, gzipSync(await tarOf(entries))))), message)
  })
}

test('a file that is not an archive is refused', async (t) => {
  const text = await fileOf(t, Buffer.from('hello'.repeat(300)))
  assert.match(
    await failureOf(linesOf(text)),
    /is refused: it is not a complete tar archive \(invalid tar header\)/,
  )
  const cut = gzipSync(await tarOf(files)).subarray(0, 60)
  assert.match(await failureOf(linesOf(await fileOf(t, cut))), /is refused: its gzip data is damaged/)
})

test('links in a folder are kept, and a device is refused', async (t) => {
  const folder = await temporaryFolder(t)
  for (const [name, text] of Object.entries(buildpackFiles('acme/one@1.0.0'))) {
    if (!name.includes('/')) await writeFile(join(folder, name), text)
  }
  await symlink('/opt/tool', join(folder, 'tool'))
  const { layers } = await findPackage({ kind: 'path', path: folder }, sources)
  const lines = await told(layers[0]?.entries() ?? assert.fail())
  assert.equal(lines.at(-1), '777 0:0 symlink cnb/buildpacks/acme_one/1.0.0/tool → /opt/tool')
  assert.match(
    await failureOf(findPackage({ kind: 'path', path: '/dev/null' }, sources)),
    /\/dev\/null is not a buildpack: it is neither a folder nor a file/,
  )
})

test('a buildpack.toml or a package.toml that is not a regular file is not read', async (t) => {
  for (const name of ['buildpack.toml', 'package.toml']) {
    const folder = await temporaryFolder(t)
    await writeFile(join(folder, 'buildpack.toml'), buildpackFiles('acme/one@1.0.0')['buildpack.toml'] ?? '')
    await rm(join(folder, name), { force: true })
    await symlink('/dev/zero', join(folder, name))
    assert.match(
      await failureOf(findPackage({ kind: 'path', path: folder }, sources)),
      new RegExp(`${name} is not a regular file`),
    )
  }
})
