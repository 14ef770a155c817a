import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { checkLayout } from '../../../lab/images/layout-check.ts'
import {
  build,
  failedBuild,
  keepEarlierLayout,
  lab,
  layoutOf,
  openWorkspace,
  runImageFolder,
  warningsIn,
} from '../build.ts'
import { isLayer, proxyRegistry } from '../registry-proxy.ts'

/** Damages a run image in the layout-repo. */
interface Damage {
  readonly what: string
  readonly damage: (place: Place) => Promise<unknown>
  /** One pattern per expected warning. */
  readonly warnings: readonly RegExp[]
}

interface Place {
  readonly folder: string
  /** The paths of blobs. */
  readonly manifest: string
  readonly config: string
  readonly layer: string
  /** A file outside of the layout-repo, which must not change. */
  readonly outside: string
}

const corrupt = (reason: string) =>
  new RegExp(`copy of sha256:[0-9a-f]{64} is corrupt and is fetched again: .*${reason}`)

// One example per kind. The tests of src/store have all of them.
const damages: readonly Damage[] = [
  {
    what: 'a layer with the correct size and other content',
    damage: async ({ layer }) => writeFile(layer, Buffer.alloc((await stat(layer)).size, 'x')),
    warnings: [corrupt('expected sha256:')],
  },
  {
    what: 'a symbolic link instead of the folder of blobs',
    damage: async ({ folder, outside }) => {
      await rename(join(folder, 'blobs'), `${outside}-blobs`)
      await symlink(`${outside}-blobs`, join(folder, 'blobs'))
    },
    warnings: [/blobs is not a folder and is replaced/],
  },
  {
    what: 'unrelated files',
    damage: async ({ folder }) => {
      await writeFile(join(folder, 'notes.txt'), '')
      await writeFile(join(folder, 'blobs', 'sha256', 'f'.repeat(64)), 'stray')
      await mkdir(join(folder, 'blobs', 'sha256', 'folder'))
    },
    warnings: [],
  },
]

test('a damaged layout-repo is repaired and never affects the result', async (t) => {
  const workspace = await openWorkspace(t)
  const first = await build(workspace)
  const folder = runImageFolder(workspace.layoutRepo, lab.registry.address, 'docker')
  const blob = (digest = '') => join(folder, 'blobs', digest.replace(':', '/'))
  const { manifest } = await checkLayout(folder)
  const outside = join(workspace.temp, 'outside')
  await writeFile(outside, 'outside')
  for (const { what, damage, warnings } of damages) {
    await t.test(what, async () => {
      // These layers are hard links to those in the built layout.
      await rm(first.outputs['layout-path'] ?? '', { recursive: true })
      await damage({
        folder,
        outside,
        manifest: blob(first.outputs['run-image-digest']),
        config: blob(manifest.config.digest),
        layer: blob(manifest.layers[0]?.digest),
      })

      const second = await build(workspace)
      const told = warningsIn(second)
      assert.equal(told.length, warnings.length, told.join('\n'))
      for (const [index, warning] of warnings.entries()) assert.match(told[index] ?? '', warning)
      const { image } = await layoutOf(second)
      assert.equal(image.digest, first.outputs['digest'])
      assert.equal(await readFile(outside, 'utf8'), 'outside')

      // The layout-repo is complete again.
      assert.equal((await checkLayout(folder)).manifest.layers.length, 2)
      assert.equal((await readdir(join(folder, 'blobs', 'sha256'))).length, 4)
    })
  }
})

test('two builds may use one layout-repo at the same time', async (t) => {
  const [one, other] = [await openWorkspace(t), await openWorkspace(t)]
  const shared = { 'layout-repo': one.layoutRepo }
  const results = await Promise.all([build(one, shared), build(other, shared)])
  for (const result of results) {
    await layoutOf(result)
    assert.deepEqual(warningsIn(result), [])
  }
  await checkLayout(runImageFolder(one.layoutRepo, lab.registry.address, 'docker'))
})

suite('a registry with faults', { concurrency: 2 }, () => {
  test('an interrupted transfer of a layer is resumed, and the image is correct', async (t) => {
    const ranges: (string | undefined)[] = []
    const registry = await proxyRegistry(t, (answer) => {
      if (!isLayer(answer) && answer.asked.headers.range === undefined) return answer.pass()
      ranges.push(answer.asked.headers.range)
      if (ranges.length > 1) return answer.pass()
      answer.response.write(answer.body.subarray(0, 100_000), () => answer.response.destroy())
    })
    const workspace = await openWorkspace(t)
    const result = await build(workspace, { 'run-image': `${registry.host}/tiny:docker` })
    await layoutOf(result)
    assert.equal(ranges.length, 2)
    assert.match(ranges[1] ?? '', /^bytes=\d{5,6}-$/)
    assert.ok(
      warningsIn(result).some((warning) => /Could not fetch the blob .* yet: .*Retrying in/.test(warning)),
    )
  })
  test('a layer with a wrong digest is never stored', async (t) => {
    const registry = await proxyRegistry(t, (answer) => {
      if (isLayer(answer)) answer.response.end(Buffer.alloc(answer.body.length, 'x'))
      else answer.pass()
    })
    const workspace = await openWorkspace(t)
    const untouched = await keepEarlierLayout(workspace)
    const { error } = await failedBuild(workspace, { 'run-image': `${registry.host}/tiny:docker` })
    assert.match(error, /^The blob sha256:[0-9a-f]{64} from 127\..* is corrupt: expected sha256:/)
    await untouched()
    const folder = join(runImageFolder(workspace.layoutRepo, registry.host, 'docker'), 'blobs', 'sha256')
    for (const name of await readdir(folder)) {
      assert.equal(
        createHash('sha256')
          .update(await readFile(join(folder, name)))
          .digest('hex'),
        name,
      )
    }
  })
})
