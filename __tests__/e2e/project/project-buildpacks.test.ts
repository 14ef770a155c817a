import assert from 'node:assert/strict'
import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { makeBuilder } from '../../../lab/images/builder.ts'
import { entriesOf } from '../../../lab/images/tarball.ts'
import { run } from '../../../lab/tools/command.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { buildpackToml, cnbFile, layerOf, packageOf } from '../../cnb/buildpacks/packages.ts'
import { build, failedBuild, lab, openWorkspace, type Workspace } from '../build.ts'
import { buildersOf, buildpackOf, pushPackage, writeFiles } from '../project.ts'

const hello = 'lab/hello@1.0.0'

/** A workspace with these buildpacks in folders of its own. */
const workspaceWith = async (
  t: TestContext,
  buildpacks: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<Workspace> => {
  const workspace = await openWorkspace(t)
  for (const [name, files] of Object.entries(buildpacks)) {
    await writeFiles(join(workspace.folder, name), files)
  }
  return workspace
}

/** A builder whose order is that of the lab's, and which has a buildpack as a system buildpack at the end. */
const builderWithSystem = async (buildpack: string): Promise<string> =>
  makeBuilder({
    name: 'lab/builder-e2e-system:latest',
    base: 'tiny',
    lifecycle: 'newest',
    runImage: lab.runImages.tiny.docker,
    files: [
      ...(await entriesOf(buildpack, 'cnb/buildpacks/own_system/1.0.0')),
      {
        path: 'cnb/system.toml',
        text: '[system.post]\nbuildpacks = [{ id = "own/system", version = "1.0.0" }]\n',
      },
    ],
  })

suite('buildpacks that the builder lacks', { concurrency: 2 }, () => {
  test(`of every kind run in the order of the input`, async (t) => {
    const workspace = await workspaceWith(t, {
      own: buildpackOf('own/folder'),
      packed: buildpackOf('own/packed'),
    })
    await run('tar', [
      '-czf',
      join(workspace.folder, 'packed.tgz'),
      '-C',
      join(workspace.folder, 'packed'),
      '.',
    ])
    await rename(await cnbFile(t, await packageOf([['own/cnb@1.0.0']])), join(workspace.folder, 'own.cnb'))
    const image = await pushPackage(await packageOf([['own/image@1.0.0']]), `packages/every`)
    const buildpacks = ['./own', 'packed.tgz', 'own.cnb', `docker://${image}`, 'lab/hello', 'own']
    const result = await build(workspace, {
      builder: lab.builders.tiny.newest,
      buildpacks: buildpacks.slice(0, -1).join('\n'),
    })
    assert.deepEqual(await buildersOf(result), [
      ...['own/folder@1.0.0', 'own/packed@1.0.0', 'own/cnb@1.0.0', 'own/image@1.0.0'],
      hello,
    ])
    assert.match(result.log, /own\/folder builds/)
    const found = await run('docker', ['image', 'ls', '--quiet', image])
    assert.equal(found, '', 'the engine never had the package')
  })

  test(`extend the builder's order or replace it`, async (t) => {
    const workspace = await workspaceWith(t, {
      first: buildpackOf('own/first'),
      last: buildpackOf('own/last'),
    })
    const builder = lab.builders.tiny.newest
    const around = await build(workspace, { builder, 'pre-buildpacks': 'first', 'post-buildpacks': 'last' })
    assert.deepEqual(await buildersOf(around), ['own/first@1.0.0', hello, 'own/last@1.0.0'])
    const same = await build(workspace, { builder, buildpacks: 'first\nfrom=builder\nlast' })
    assert.equal(same.outputs['digest'], around.outputs['digest'])
    const alone = await build(workspace, { builder, buildpacks: 'urn:cnb:builder:lab/hello@1.0.0' })
    assert.equal(alone.outputs['digest'], (await readLayout(lab.layouts.full)).descriptor.digest)
  })

  test(`run as parts of a composite buildpack, in a directory or in a package`, async (t) => {
    const toml = `${buildpackToml('own/all@1.0.0')}[[order]]\ngroup = [{ id = "own/part", version = "1.0.0" }]\n`
    const workspace = await workspaceWith(t, {
      all: {
        'buildpack.toml': toml,
        'package.toml': '[buildpack]\nuri = "."\n[[dependencies]]\nuri = "../part"\n',
      },
      part: buildpackOf('own/part'),
    })
    const builder = lab.builders.tiny.newest
    const folder = await build(workspace, { builder, buildpacks: 'all' })
    assert.deepEqual(await buildersOf(folder), ['own/part@1.0.0'])
    const entries = [
      layerOf('own/all@1.0.0', { 'buildpack.toml': toml }),
      layerOf('own/part@1.0.0', buildpackOf('own/part')),
    ]
    const image = await packageOf([['own/all@1.0.0'], ['own/part@1.0.0']], { entries })
    const name = await pushPackage(image, `packages/composite`)
    const packed = await build(workspace, { builder, buildpacks: `docker://${name}` })
    assert.equal(packed.outputs['digest'], folder.outputs['digest'])
  })

  test("run between the builder's system buildpacks", async (t) => {
    const workspace = await workspaceWith(t, {
      own: buildpackOf('own/folder'),
      system: buildpackOf('own/system'),
    })
    const builder = await builderWithSystem(join(workspace.folder, 'system'))
    const other = await build(workspace, { builder, buildpacks: 'own\nlab/hello' })
    assert.deepEqual(await buildersOf(other), ['own/folder@1.0.0', hello, 'own/system@1.0.0'])
  })

  test('are named in the error if they do not detect the app, with advice', async (t) => {
    const workspace = await workspaceWith(t, { shy: buildpackOf('own/shy', '', 'exit 100') })
    const { error } = await failedBuild(workspace, { buildpacks: 'shy' })
    assert.match(
      error,
      /no group of buildpacks passed detection \(exit code 20\)\. The order is not the builder's: the inputs and project\.toml set it to own\/shy@1\.0\.0\. Add the buildpacks that the app needs/,
    )
  })

  test('are refused before the build if they are unknown, with a list of those that exist', async (t) => {
    const workspace = await openWorkspace(t)
    const { error, log } = await failedBuild(workspace, { buildpacks: 'acme/node' })
    assert.match(error, /line 1: The builder has no buildpack "acme\/node"\. It has: lab\/hello@1\.0\.0\./)
    assert.doesNotMatch(log, /ANALYZING/)
    assert.deepEqual(await readdir(join(workspace.folder, 'out')), [])
  })

  test('are refused before the build if the lifecycle does not support their API', async (t) => {
    const old = buildpackOf('own/new')
    const files = { ...old, 'buildpack.toml': (old['buildpack.toml'] ?? '').replace('0.10', '0.12') }
    const workspace = await workspaceWith(t, { new: files })
    const { error } = await failedBuild(workspace, {
      builder: lab.builders.tiny.oldest,
      buildpacks: 'new',
    })
    assert.match(
      error,
      /own\/new@1\.0\.0 uses the buildpack API 0\.12, which the builder's lifecycle 0\.17\.7 does not support/,
    )
  })

  test('are refused if they contain a file of the lifecycle', async (t) => {
    const entries = [
      [...layerOf('own/evil@1.0.0'), [{ name: '/cnb/lifecycle/creator', mode: 0o755 }, '#!/bin/sh\n']],
    ] as const
    const image = await pushPackage(await packageOf([['own/evil@1.0.0']], { entries }), 'packages/evil')
    const workspace = await openWorkspace(t)
    const { error, log } = await failedBuild(workspace, { buildpacks: `docker://${image}` })
    assert.match(error, /is refused: it has "cnb\/lifecycle\/creator", which is not part of its buildpacks/)
    assert.doesNotMatch(log, /ANALYZING/)
  })
})
