import assert from 'node:assert/strict'
import { chmod, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { after, suite, type TestContext, test } from 'node:test'
import * as v from 'valibot'
import { type Digest, digestOf, hexOf } from '../../../src/image/digest.ts'
import { goTar } from '../../tar/go-tar.ts'
import { build, layoutOf, openWorkspace, warningsIn } from '../build.ts'
import { dependencyBuilder, dependentApp } from '../reuse.ts'
import { openResults } from '../workflow.ts'

const builder = await dependencyBuilder('shared')

const overwrite = async (file: string, bytes: Uint8Array | string): Promise<void> => {
  await rm(file)
  await writeFile(file, bytes)
}

type Damage = (file: string) => Promise<void>

const damages: Readonly<Record<string, Damage>> = {
  missing: (file) => rm(file),
  flipped: async (file) => {
    const bytes = await readFile(file)
    const middle = Math.trunc(bytes.length / 2)
    bytes[middle] = (bytes[middle] ?? 0) ^ 1
    await overwrite(file, bytes)
  },
  'cut off': async (file) => {
    const bytes = await readFile(file)
    await overwrite(file, bytes.subarray(0, bytes.length / 2))
  },
}

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const origin = await openWorkspace({ after }, dependentApp)
const good = join(origin.job, 'build-cache')
const first = await build(origin, { builder, 'build-cache': good })
const files = await filesIn(good)
assert.ok(files.length > 12, files.join('\n'))

const openStore = async (t: TestContext) => {
  const workspace = await openWorkspace(t, dependentApp)
  const store = join(workspace.job, 'build-cache')
  /** Builds with the build cache of the first build, in which some files are damaged. */
  const buildWith = async (some: ReadonlyMap<string, Damage>): Promise<void> => {
    await rm(store, { recursive: true, force: true })
    await cp(good, store, { recursive: true })
    for (const [file, damage] of some) await damage(file.replace(good, store))
    const second = await build(workspace, { builder, 'build-cache': store })
    assert.equal(
      second.outputs['digest'],
      first.outputs['digest'],
      [...some.keys()].map((file) => basename(file)).join(),
    )
    await layoutOf(second)
  }
  const buildAgain = () => build(workspace, { builder, 'build-cache': store })
  return { store, workspace, buildWith, buildAgain }
}

const [documents, layers] = [[] as string[], [] as string[]]
for (const file of files) {
  const kind = (await readFile(file, 'latin1')).startsWith('{') ? documents : layers
  kind.push(file)
}

/** One kind of damage after the other. */
const damageOf = (nth: number): Damage => {
  const kinds = Object.values(damages)
  return kinds[nth % kinds.length] ?? assert.fail()
}

// The tests of src/store have every damage of every kind of file.
suite('a build with a damaged build cache creates the correct image', { concurrency: 2 }, () => {
  test('one document missing, flipped or cut off', async (t) => {
    const { buildWith, buildAgain } = await openStore(t)
    assert.ok(documents.length > 4, documents.join('\n'))
    for (const [nth, file] of documents.slice(0, 3).entries()) {
      await buildWith(new Map([[file, damageOf(nth)]]))
      if (nth > 0) continue
      const third = await buildAgain()
      assert.equal(third.outputs['reused-layers'], '6', `${basename(file)} was not repaired: ${third.log}`)
      assert.deepEqual(warningsIn(third), [])
    }
  })

  test('every layer missing, flipped or cut off', async (t) => {
    const { buildWith, buildAgain } = await openStore(t)
    assert.ok(layers.length > 4, layers.join('\n'))
    await buildWith(new Map(layers.map((file, nth) => [file, damageOf(nth)])))
    assert.equal((await buildAgain()).outputs['reused-layers'], '6')
  })
})

suite('a build with a changed cache entry creates the correct image', {
  concurrency: 2,
}, () => {
  test('every blob of the restored entry is wrong, and the entry is replaced', async (t) => {
    const results = await openResults(t)
    const workspace = await openWorkspace(t, dependentApp)
    const run = () => build(workspace, { builder, cache: 'true' }, { env: results.env })
    await run()
    await results.poison('buildpacks-oci-layout-build-')
    const again = async () => {
      await rm(workspace.temp, { recursive: true, force: true })
      return run()
    }
    const second = await again()
    assert.equal(second.outputs['digest'], first.outputs['digest'])
    await layoutOf(second)
    const third = await again()
    assert.equal(third.outputs['build-cache-hit'], 'true', third.log)
    assert.equal(third.outputs['digest'], first.outputs['digest'])
  })

  test('a forged layer with correct digests is not written into the app', async (t) => {
    const { store, workspace } = await openStore(t)
    await cp(good, store, { recursive: true })
    await forge(store, goTar([['/workspace'], ['/workspace/injected', 'evil']]))
    const second = await build(workspace, { builder, 'build-cache': store })
    assert.equal(second.outputs['digest'], first.outputs['digest'])
    assert.ok(
      warningsIn(second).some((message) => message.includes('"/workspace" lies outside of')),
      second.log,
    )
  })
})

const FieldsSchema = v.looseObject({})
const DescriptorSchema = v.looseObject({ digest: v.string(), size: v.number() })
const IndexSchema = v.looseObject({ manifests: v.array(DescriptorSchema) })
const ManifestSchema = v.looseObject({ config: DescriptorSchema, layers: v.array(DescriptorSchema) })
const ConfigSchema = v.looseObject({
  rootfs: v.looseObject({ diff_ids: v.array(v.string()) }),
})
const LabelSchema = v.object({ config: v.object({ Labels: v.record(v.string(), v.string()) }) })

/** Puts a tar into a store instead of the layer "tool": every digest in it is right afterwards. */
const forge = async (store: string, tar: Buffer): Promise<void> => {
  const indexFile = (await filesIn(store)).find((file) => basename(file) === 'index.json') ?? ''
  const blobs = join(indexFile, '..', 'blobs', 'sha256')
  const blobFile = (digest: string) => join(blobs, digest.replace('sha256:', ''))
  const read = async <Schema extends v.GenericSchema>(schema: Schema, file: string) =>
    v.parse(schema, JSON.parse(await readFile(file, 'utf8')))
  const write = async (bytes: Buffer): Promise<{ readonly digest: Digest; readonly size: number }> => {
    const digest = digestOf(bytes)
    await writeFile(join(blobs, hexOf(digest)), bytes)
    return { digest, size: bytes.length }
  }
  await chmod(blobs, 0o755)
  const index = await read(IndexSchema, indexFile)
  const [, cache] = index.manifests
  assert.ok(cache)
  const manifest = await read(ManifestSchema, blobFile(cache.digest))
  const configText = await readFile(blobFile(manifest.config.digest), 'utf8')
  const labels = v.parse(LabelSchema, JSON.parse(configText)).config.Labels
  const [, tool = ''] =
    /"tool":\{"sha":"([^"]+)"/.exec(labels['io.buildpacks.lifecycle.cache.metadata'] ?? '') ?? []
  const { rootfs } = v.parse(ConfigSchema, JSON.parse(configText))
  const position = rootfs.diff_ids.indexOf(tool)
  assert.notEqual(position, -1)

  const layer = await write(tar)
  const config = await write(Buffer.from(configText.replaceAll(tool, layer.digest)))
  const sized = JSON.stringify(manifest.layers[position]?.['annotations'] ?? {}).replace(
    /\d+(?="\})/,
    String(tar.length),
  )
  const annotations = v.parse(FieldsSchema, JSON.parse(sized))
  const layers = manifest.layers.map((old, nth) =>
    nth === position ? { ...old, ...layer, annotations } : old,
  )
  const forged = await write(
    Buffer.from(JSON.stringify({ ...manifest, config: { ...manifest.config, ...config }, layers })),
  )
  const manifests = [index.manifests[0], { ...cache, ...forged }]
  await overwrite(indexFile, JSON.stringify({ ...index, manifests }))
}
