import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import {
  type BuildpackRequest,
  buildpackEntries,
  findBuildpacks,
} from '../../../src/cnb/buildpacks/find-buildpacks.ts'
import type { DescribedBuildpack } from '../../../src/cnb/project/descriptor.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { temporaryFolder } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'
import { builderWith, buildpackFiles, cnbFile, layerOf, packageOf, sources, tarOf, told } from './packages.ts'

/** A folder with these buildpacks as folders of their own. */
const workspaceOf = async (
  t: TestContext,
  folders: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<string> => {
  const workspace = await temporaryFolder(t)
  for (const [folder, files] of Object.entries(folders)) {
    for (const [name, text] of Object.entries(files)) {
      const path = join(workspace, folder, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
  }
  return workspace
}

type Words = Readonly<Partial<Record<keyof BuildpackRequest, readonly DescribedBuildpack[]>>>

const requestOf = (folder: string, words: Words): BuildpackRequest => {
  const named = (list: readonly DescribedBuildpack[] = []) => list.map((buildpack) => ({ buildpack, folder }))
  return { buildpacks: named(words.buildpacks), pre: named(words.pre), post: named(words.post) }
}

const builder = builderWith(
  ['acme/a@1.0.0', 'acme/b@1.0.0', 'acme/several@1.0.0', 'acme/several@2.0.0'],
  [['acme/a', 'acme/b@1.0.0'], ['acme/a']],
)

const find = async (t: TestContext, words: Words, of = builder) => {
  const workspace = await workspaceOf(t, {
    x: buildpackFiles('own/x@0.1.0'),
    y: buildpackFiles('own/y@0.2.0'),
  })
  return findBuildpacks(requestOf(workspace, words), of, sources)
}

/** The groups of an order, as in `acme/a@1.0.0 own/x@0.1.0`. */
const groupsOf = async (t: TestContext, words: Words): Promise<readonly string[] | undefined> =>
  (await find(t, words))?.order.map((group) => group.map(({ id, version }) => `${id}@${version}`).join(' '))

const [a, b, x, y] = ['acme/a@1.0.0', 'acme/b@1.0.0', 'own/x@0.1.0', 'own/y@0.2.0']

// By pack's rules; builds by hand with pack and with this action gave one digest for the same words.
const orders: readonly (readonly [words: Words, groups: readonly string[] | undefined])[] = [
  [{}, undefined],
  [{ buildpacks: ['./x'] }, [x]],
  [{ buildpacks: ['./x', './y'] }, [`${x} ${y}`]],
  [{ buildpacks: ['from=builder'] }, [`${a} ${b}`, a]],
  [{ buildpacks: ['./x', 'from=builder'] }, [`${x} ${a} ${b}`, `${x} ${a}`]],
  [{ buildpacks: ['from=builder', './x'] }, [`${a} ${b} ${x}`, `${a} ${x}`]],
  [{ buildpacks: ['./x', 'from=builder', './y'] }, [`${x} ${a} ${b} ${y}`, `${x} ${a} ${y}`]],
  [{ buildpacks: ['acme/b', './x'] }, [`${b} ${x}`]],
  [{ pre: ['./x'] }, [`${x} ${a} ${b}`, `${x} ${a}`]],
  [{ post: ['./x'] }, [`${a} ${b} ${x}`, `${a} ${x}`]],
  [{ pre: ['./x', './y'], post: ['acme/b'] }, [`${y} ${x} ${a} ${b} ${b}`, `${y} ${x} ${a} ${b}`]],
  [{ buildpacks: ['./x'], pre: ['./y'], post: ['./y'] }, [x]],
]

for (const [words, groups] of orders) {
  test(`the order of ${JSON.stringify(words)} is that of pack`, async (t) => {
    assert.deepEqual(await groupsOf(t, words), groups)
  })
}

test('the files of a folder belong to root, have pack’s modes, and follow the order', async (t) => {
  const chosen = await find(t, { buildpacks: ['./x'] })
  assert.ok(chosen)
  assert.deepEqual(await told(buildpackEntries(chosen, '/platform/order.toml')), [
    '644 0:0 file platform/order.toml',
    '755 0:0 directory cnb/buildpacks/own_x',
    '755 0:0 directory cnb/buildpacks/own_x/0.1.0',
    '755 0:0 directory cnb/buildpacks/own_x/0.1.0/bin',
    '755 0:0 file cnb/buildpacks/own_x/0.1.0/bin/build',
    '755 0:0 file cnb/buildpacks/own_x/0.1.0/bin/detect',
    '644 0:0 file cnb/buildpacks/own_x/0.1.0/buildpack.toml',
  ])
})

test('a script in project.toml is a buildpack with the files that pack creates', async (t) => {
  const script = { id: 'own/script', version: '0.0.0', api: '0.10', shell: '/bin/bash', script: 'echo hello' }
  const chosen = await find(t, { buildpacks: [script] })
  assert.deepEqual(chosen?.order, [[{ id: 'own/script', version: '0.0.0' }]])
  const texts = new Map<string, string>()
  for await (const entry of chosen?.layers[0]?.entries() ?? []) {
    if (entry.type === 'file' && entry.content instanceof Uint8Array) {
      texts.set(entry.name, Buffer.from(entry.content).toString())
    }
  }
  const folder = 'cnb/buildpacks/own_script/0.0.0'
  assert.equal(texts.get(`${folder}/bin/build`), '#!/bin/bash\n\necho hello\n')
  assert.equal(texts.get(`${folder}/bin/detect`), '#!/bin/bash\n\nexit 0\n')
  assert.match(texts.get(`${folder}/buildpack.toml`) ?? '', /^api = "0\.10"\n/)
  assert.match(texts.get(`${folder}/buildpack.toml`) ?? '', /\[\[stacks\]\]\nid = "acme\.stack"\n/)
})

test('a composite folder brings the dependencies in its package.toml, and only its own name is in the order', async (t) => {
  const cnb = await cnbFile(t, await packageOf([['own/packed@1.0.0']]))
  const workspace = await workspaceOf(t, {
    'all/composite': {
      'buildpack.toml': `${buildpackFiles('own/all@1.0.0')['buildpack.toml']}[[order]]\ngroup = [{ id = "own/x", version = "0.1.0" }]\n`,
      'package.toml': `[buildpack]\nuri = "."\n[[dependencies]]\nuri = "../x"\n[[dependencies]]\nuri = "file://${cnb}"\n`,
    },
    'all/x': buildpackFiles('own/x@0.1.0'),
  })
  const chosen = await findBuildpacks(
    requestOf(workspace, { buildpacks: ['all/composite'] }),
    builder,
    sources,
  )
  assert.deepEqual(chosen?.order, [[{ id: 'own/all', version: '1.0.0' }]])
  assert.deepEqual(
    chosen?.layers.flatMap(({ buildpacks }) => buildpacks.map(({ id }) => id)),
    ['own/all', 'own/x', 'own/packed'],
  )
})

test('a composite that depends on itself is refused', async (t) => {
  const workspace = await workspaceOf(t, {
    x: { ...buildpackFiles('own/x@0.1.0'), 'package.toml': '[[dependencies]]\nuri = "../x"\n' },
  })
  const finding = findBuildpacks(requestOf(workspace, { buildpacks: ['x'] }), builder, sources)
  assert.match(await failureOf(finding), /\/x depends on itself\. Correct its package\.toml/)
})

test('a composite that depends on itself through a symbolic link is refused', async (t) => {
  const toml = '[[dependencies]]\nuri = "again"\n[[dependencies]]\nuri = "again"\n'
  const workspace = await workspaceOf(t, { x: { ...buildpackFiles('own/x@0.1.0'), 'package.toml': toml } })
  await symlink('.', join(workspace, 'x', 'again'))
  const finding = findBuildpacks(requestOf(workspace, { buildpacks: ['x'] }), builder, sources)
  assert.match(await failureOf(finding), /\/x depends on itself/)
})

test('the number of dependencies is limited', async (t) => {
  const twice = (next: string) =>
    Array.from({ length: 2 }, () => `[[dependencies]]\nuri = "../${next}"\n`).join('')
  // Each folder doubles the number: about a million in all.
  const folders = Array.from({ length: 20 }, (_, nth): [string, Record<string, string>] => [
    `b${nth}`,
    { ...buildpackFiles(`own/b${nth}@1.0.0`), 'package.toml': nth === 19 ? '' : twice(`b${nth + 1}`) },
  ])
  const workspace = await workspaceOf(t, Object.fromEntries(folders))
  const finding = findBuildpacks(requestOf(workspace, { buildpacks: ['b0'] }), builder, sources)
  assert.match(await failureOf(finding), /The buildpack \S+\/b0 has more than 1000 dependencies/)
})

test('.git of a buildpack’s folder stays out: it may have credentials', async (t) => {
  const workspace = await workspaceOf(t, {
    root: {
      ...buildpackFiles('own/x@0.1.0'),
      '.git/config': '[http] extraheader = secret',
      'vendor/.git': 'gitdir: /elsewhere',
      'vendor/.gitignore': '',
    },
  })
  const chosen = await findBuildpacks(requestOf(workspace, { buildpacks: ['root'] }), builder, sources)
  const lines = await told(chosen?.layers[0]?.entries() ?? assert.fail())
  assert.deepEqual(
    lines.filter((line) => /git|vendor/.test(line)),
    [
      '755 0:0 directory cnb/buildpacks/own_x/0.1.0/vendor',
      '644 0:0 file cnb/buildpacks/own_x/0.1.0/vendor/.gitignore',
    ],
  )
})

test('a buildpack that the builder has is not added, and is refused if its content differs', async (t) => {
  const tar = await tarOf(layerOf('acme/a@1.0.0'))
  const cnb = await cnbFile(t, await packageOf([['acme/a@1.0.0']]))
  const request = requestOf('/', { buildpacks: [cnb] })
  const same = builderWith(['acme/a@1.0.0'], [], { diffIds: new Map([['acme/a@1.0.0', digestOf(tar)]]) })
  assert.deepEqual(await findBuildpacks(request, same, sources), {
    order: [[{ id: 'acme/a', version: '1.0.0' }]],
    layers: [],
    images: [],
  })
  const other = builderWith(['acme/a@1.0.0'], [], { diffIds: new Map([['acme/a@1.0.0', digestOf('x')]]) })
  assert.match(
    await failureOf(findBuildpacks(request, other, sources)),
    /already has the buildpack acme\/a@1\.0\.0, and the added one has other content.*urn:cnb:builder:acme\/a@1\.0\.0/,
  )
  assert.match(
    await failureOf(findBuildpacks(request, builder, sources)),
    /already has the buildpack acme\/a@1\.0\.0, and it is unknown whether the added one is the same/,
  )
})

test('a dependency that differs from the builder’s is refused with other advice', async (t) => {
  const cnb = await cnbFile(t, await packageOf([['own/all@1.0.0'], ['acme/a@1.0.0']]))
  const finding = findBuildpacks(requestOf('/', { buildpacks: [cnb] }), builder, sources)
  assert.match(
    await failureOf(finding),
    /already has the buildpack acme\/a@1\.0\.0.* It is a dependency of a package: use another version of/,
  )
})

test('the last of two buildpacks with the same name is added', async (t) => {
  const workspace = await workspaceOf(t, {
    one: buildpackFiles('own/x@0.1.0'),
    other: { ...buildpackFiles('own/x@0.1.0'), more: '' },
  })
  const request = requestOf(workspace, { buildpacks: ['one', 'other'] })
  const chosen = await findBuildpacks(request, builder, sources)
  assert.equal(chosen?.layers.length, 1)
  const lines = await told(chosen?.layers[0]?.entries() ?? assert.fail())
  assert.ok(lines.includes('644 0:0 file cnb/buildpacks/own_x/0.1.0/more'))
})

test('IDs that have the same folder are the same buildpack', async (t) => {
  const cnb = await cnbFile(t, await packageOf([['acme_a@1.0.0']]))
  const finding = findBuildpacks(requestOf('/', { buildpacks: [cnb] }), builder, sources)
  assert.match(
    await failureOf(finding),
    /already has the buildpack acme\/a@1\.0\.0, .*Change the version of the added one/,
  )
})

test('a buildpack in two layers is added with the layer that has others, too', async (t) => {
  const alone = await cnbFile(t, await packageOf([['own/x@1.0.0']]))
  const both = await cnbFile(t, await packageOf([['own/x@1.0.0', 'own/y@1.0.0']]))
  const other = await cnbFile(t, await packageOf([['own/x@1.0.0', 'own/z@1.0.0']]))
  const layersOf = async (buildpacks: readonly string[]) =>
    (await findBuildpacks(requestOf('/', { buildpacks }), builder, sources))?.layers.map((layer) =>
      layer.buildpacks.map(({ id }) => id),
    )
  assert.deepEqual(await layersOf([alone, both]), [['own/x', 'own/y']])
  assert.match(
    await failureOf(layersOf([both, other])),
    /Two packages contain the buildpack own\/x@1\.0\.0, each in one layer/,
  )
})

const refused: readonly (readonly [words: Words, message: RegExp])[] = [
  [{ buildpacks: ['acme/c'] }, /The builder has no buildpack "acme\/c"\. It has: acme\/a@1\.0\.0, /],
  [{ buildpacks: ['acme/several'] }, /The buildpack acme\/several has several versions: 1\.0\.0, 2\.0\.0/],
  [{ buildpacks: ['from=builder', 'from=builder'] }, /contain "from=builder" twice\. Remove one of them\.$/],
  [
    { pre: ['from=builder'] },
    /^"from=builder" is not allowed in "pre-buildpacks" and "post-buildpacks", or in "pre" and "post" of/,
  ],
  [{ post: ['./x', 'from=builder'] }, /they extend the builder's order\. Name a buildpack there\.$/],
  [{ buildpacks: ['.'] }, /is not a buildpack: it has no buildpack\.toml at its top/],
]

for (const [words, message] of refused) {
  test(`${JSON.stringify(words)} is refused`, async (t) => {
    assert.match(await failureOf(find(t, words)), message)
  })
}

test('a buildpack whose API the lifecycle does not support is refused', async (t) => {
  const workspace = await workspaceOf(t, { new: buildpackFiles('own/new@1.0.0', '0.99') })
  const finding = findBuildpacks(requestOf(workspace, { buildpacks: ['new'] }), builder, sources)
  assert.match(
    await failureOf(finding),
    /own\/new@1\.0\.0 uses the buildpack API 0\.99, which the builder's lifecycle 0\.21\.0 does not support\. It supports 0\.9, 0\.10\./,
  )
})

test('a builder without an order cannot be extended', async (t) => {
  const silent = builderWith(['acme/a@1.0.0'], [], { order: undefined })
  assert.match(await failureOf(find(t, { pre: ['./x'] }, silent)), /The order of the builder is unknown/)
})
