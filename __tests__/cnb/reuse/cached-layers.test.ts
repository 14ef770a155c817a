import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { layerTarCheck } from '../../../src/cnb/reuse/cached-layers.ts'
import { temporaryFolder } from '../../image/image.ts'
import { type GoEntry, goLayer, goTar, testWithGo as test } from '../../tar/go-tar.ts'

const folder = '/layers/acme_node/modules'
const around: readonly GoEntry[] = ['/layers', '/layers/acme_node', folder].map((name) => [name])

const refusalOf = (...entries: readonly GoEntry[]): string | undefined => {
  const check = layerTarCheck(folder)
  return check.push(goTar([...around, ...entries])) ?? check.end()
}

test('a layer that the lifecycle wrote is accepted, whatever the targets of its links are', () => {
  assert.equal(
    refusalOf(
      [`${folder}/a`],
      [`${folder}/a/b`, 'x'],
      [`${folder}/a-b`, 'x'],
      [`${folder}/bin`, { link: '../../../workspace' }],
      [`${folder}/python`, { link: '/usr/bin/python3' }],
      [`${folder}/ä`, 'x'],
    ),
    undefined,
  )
  assert.equal(refusalOf(), undefined)
})

// Go writes no file whose name ends with a slash.
const entryAt = (name: string): GoEntry => (name.endsWith('/') ? [name] : [name, 'x'])

test('an entry outside of the layer’s own folder is refused', () => {
  for (const name of [
    '/workspace/injected',
    'workspace/injected',
    '/layers/acme_node/modules.toml',
    '/layers/acme_node/modulesx',
    '/layers/acme_node/other',
    '/layers/config',
    '/etc',
    '/',
    'layers/acme_node/modules/x',
  ]) {
    assert.match(refusalOf(entryAt(name)) ?? '', /lies outside of \/layers\/acme_node\/modules/, name)
  }
})

test('a name that leads outside, or that is not normalized, is refused', () => {
  for (const name of ['..', '../../../workspace/x', '.', './x', '/x', 'x/', 'x//y']) {
    assert.notEqual(refusalOf(entryAt(`${folder}/${name}`)), undefined, name)
  }
})

test('an entry below a link, or with the name of a link, is refused', () => {
  const link: GoEntry = [`${folder}/out`, { link: '/workspace' }]
  assert.match(refusalOf(link, [`${folder}/out/injected`, 'x']) ?? '', /is not in a folder of the layer/)
  assert.match(refusalOf(link, [`${folder}/out`, 'x']) ?? '', /comes after "out"/)
  assert.match(refusalOf(link, [`${folder}/out`], [`${folder}/out/injected`, 'x']) ?? '', /comes after "out"/)
})

test('the parent folders of a layer must be folders, and come first', () => {
  const check = layerTarCheck(folder)
  assert.match(check.push(goTar([['/layers', { link: '/workspace' }]])) ?? '', /"\/layers" is not a folder/)
  const orphan = layerTarCheck(folder)
  assert.match(orphan.push(goTar([[folder]])) ?? '', /is not in a folder of the layer/)
})

test('a repeated or unsorted name is refused', () => {
  assert.match(refusalOf([`${folder}/a`, 'x'], [`${folder}/a`, 'y']) ?? '', /".*\/a" comes after "a"/)
  assert.match(refusalOf([`${folder}/b`, 'x'], [`${folder}/a`, 'y']) ?? '', /".*\/a" comes after "b"/)
  assert.match(
    refusalOf([`${folder}/a`], [`${folder}/b`], [`${folder}/a/x`, 'y']) ?? '',
    /".*\/a\/x" is not in a folder of the layer/,
  )
})

/** A directory as a buildpack may leave it, at the path that its layer has in this test. */
const layerFolder = async (t: TestContext): Promise<string> => {
  const folder = join(await temporaryFolder(t), 'layers', 'acme_node', 'mödules')
  const deep = join(folder, 'node_modules', '.pnpm', 'x'.repeat(120), '日本語')
  await mkdir(deep, { recursive: true })
  await writeFile(join(deep, 'package.json'), '{}')
  await writeFile(join(folder, 'file'), 'x')
  await link(join(folder, 'file'), join(folder, 'hard link'))
  await symlink(`/${'y'.repeat(150)}`, join(folder, 'long link'))
  await symlink('/workspace', join(folder, 'absolute'))
  await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('gr\u00f6\u00dfe', 'latin1')]), 'x')
  await chmod(join(folder, 'node_modules', '.pnpm'), 0o555)
  return folder
}

test('a layer that Go wrote is accepted, with long and non-ASCII names, links and read-only folders', async (t) => {
  const folder = await layerFolder(t)
  const tar = goLayer(folder)
  await chmod(join(folder, 'node_modules', '.pnpm'), 0o755)
  const check = layerTarCheck(folder)
  assert.equal(check.push(tar) ?? check.end(), undefined)
  const other = layerTarCheck(`${folder}x`)
  assert.match(other.push(tar) ?? '', /lies outside of/)
})

test('a layer with a pipe is refused, because the lifecycle cannot unpack it', async (t) => {
  const folder = await layerFolder(t)
  await chmod(join(folder, 'node_modules', '.pnpm'), 0o755)
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const check = layerTarCheck(folder)
  assert.match(check.push(goLayer(folder)) ?? '', /pipe" is not a file, a directory or a symbolic link/)
})
