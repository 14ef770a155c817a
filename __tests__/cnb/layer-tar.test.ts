import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layerTarCheck } from '../../src/cnb/layer-tar.ts'
import { type GoEntry, goTar } from '../tar/go-tar.ts'

const folder = '/layers/acme_node/modules'
const around: readonly GoEntry[] = ['/layers', '/layers/acme_node', folder].map((name) => [name])

const refusalOf = (...entries: readonly GoEntry[]): string | undefined => {
  const check = layerTarCheck(folder)
  return check.push(goTar([...around, ...entries])) ?? check.end()
}

test('a layer as the lifecycle writes it passes, whatever its links lead to', () => {
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
    assert.match(refusalOf([name, 'x']) ?? '', /lies outside of \/layers\/acme_node\/modules/, name)
  }
})

test('a name that leads out, or is another way to write one, is refused', () => {
  for (const name of ['..', '../../../workspace/x', '.', './x', '/x', 'x/', 'x//y']) {
    assert.notEqual(refusalOf([`${folder}/${name}`, 'x']), undefined, name)
  }
})

test('nothing goes through a link, and over one', () => {
  const link: GoEntry = [`${folder}/out`, { link: '/workspace' }]
  assert.match(refusalOf(link, [`${folder}/out/injected`, 'x']) ?? '', /lies in no folder of it/)
  assert.match(refusalOf(link, [`${folder}/out`, 'x']) ?? '', /comes after «out»/)
  assert.match(refusalOf(link, [`${folder}/out`], [`${folder}/out/injected`, 'x']) ?? '', /comes after «out»/)
})

test('the folders around a layer are folders, and come first', () => {
  const check = layerTarCheck(folder)
  assert.match(check.push(goTar([['/layers', { link: '/workspace' }]])) ?? '', /«\/layers» is not a folder/)
  const orphan = layerTarCheck(folder)
  assert.match(orphan.push(goTar([[folder]])) ?? '', /lies in no folder of it/)
})

test('a name that comes twice, or after a later one, is refused', () => {
  assert.match(refusalOf([`${folder}/a`, 'x'], [`${folder}/a`, 'y']) ?? '', /«.*\/a» comes after «a»/)
  assert.match(refusalOf([`${folder}/b`, 'x'], [`${folder}/a`, 'y']) ?? '', /«.*\/a» comes after «b»/)
  assert.match(
    refusalOf([`${folder}/a`], [`${folder}/b`], [`${folder}/a/x`, 'y']) ?? '',
    /«.*\/a\/x» lies in no folder of it/,
  )
})
