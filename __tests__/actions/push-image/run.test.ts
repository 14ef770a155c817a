import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { blobPath } from '../../../src/layout/blob.ts'
import {
  dockerTypes,
  imageOf,
  indexOf,
  ociTypes,
  type TestImage,
  temporaryFolder,
} from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'
import {
  assertWhole,
  baseTexts,
  meaningOf,
  newImage,
  openLayout,
  openRegistry,
  push,
  pushBase,
  pushWith,
  skip,
} from './push.ts'
import { openWay, refuse } from './registry-way.ts'

const platforms = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64' },
] as const

test('an image is pushed completely under all its references, and read back', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const image = newImage()
  const names = [`${address}/team/app:1.2`, `${address}/team/app`, `${address}/other/app:edge`]
  const { outputs, lines, warnings } = await push({
    path: await openLayout(t, image),
    digest: image.descriptor.digest,
    to: [...names, `${address}/team/app:1.2`],
  })
  assert.equal(outputs.digest, image.descriptor.digest)
  assert.deepEqual(outputs.references, [
    `${address}/team/app@${image.descriptor.digest}`,
    `${address}/other/app@${image.descriptor.digest}`,
  ])
  assert.equal(outputs.subjectName, `${address}/team/app`)
  for (const name of [...names, `${address}/team/app:latest`]) {
    assert.equal(await meaningOf(name), image.descriptor.digest, name)
    await assertWhole(name, image)
  }
  assert.match(
    lines.join('\n'),
    /other\/app has all of it: \d+ B uploaded in 1, 5 mounted, 0 were there already\./,
  )
  assert.deepEqual(warnings, [])
})

const eightLayers = (): TestImage => imageOf(Array.from({ length: 8 }, () => randomBytes(16).toString('hex')))

test('a first push of 8 layers takes 33 requests', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const way = await openWay(t, address)
  await push({ path: await openLayout(t, eightLayers()), to: [`${way.address}/team/app:1`] })
  assert.equal(way.asked.length, 33)
})

test('a second push requests the manifest and the tag, and the log says what was not checked', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  const way = await openWay(t, address)
  const path = await openLayout(t, newImage())
  const to = [`${way.address}/team/app:1`]
  await push({ path, to })
  const before = way.asked.length
  const { lines } = await push({ path, to })
  assert.ok(lines.includes('The digest was not checked ("digest: any").'))
  assert.deepEqual(way.asked.slice(before), [
    'GET /v2/team/app/manifests/DIGEST',
    'HEAD /v2/team/app/manifests/1',
  ])
  assert.match(
    lines.join('\n'),
    /: 0 B uploaded in 0, 0 mounted, 6 were there already\. The registry accepted the manifest before, so 5 blobs were not checked\.\n.*:1 was sha256:\w+ already\./,
  )
})

test('a second push of an index requests each of its manifests, and sends missing ones', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  const images = platforms.map((platform) => [platform, newImage(platform)] as const)
  let lost: string | undefined
  const way = await openWay(t, address, (passing) =>
    passing.method === 'GET' && lost !== undefined && passing.path.includes(lost)
      ? refuse(passing, 404, 'MANIFEST_UNKNOWN')
      : false,
  )
  const path = await openLayout(t, indexOf(images))
  const to = [`${way.address}/team/app:1`]
  await push({ path, to })
  const before = way.asked.length
  await push({ path, to })
  assert.equal(way.asked.length - before, 4)
  assert.equal(way.asked.slice(before).filter((asked) => asked.startsWith('GET ')).length, 3)

  lost = images[1]?.[1].descriptor.digest
  const broken = way.asked.length
  await assert.rejects(push({ path, to }), /does not return it/)
  const again = way.asked.slice(broken)
  assert.equal(again.filter((asked) => asked === 'PUT /v2/team/app/manifests/DIGEST').length, 1)
  assert.equal(again.filter((asked) => asked === 'HEAD /v2/team/app/blobs/DIGEST').length, 8)
})

test('if the run is another attempt, a blob that the registry has lost is sent again', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  const image = newImage()
  const [, , , layer] = image.layers
  assert.ok(layer)
  let isLost = false
  const way = await openWay(t, address, (passing) => {
    if (passing.method === 'PUT' && passing.path.includes('/uploads/')) isLost = false
    return isLost && passing.path.endsWith(layer.digest) && refuse(passing, 404, 'BLOB_UNKNOWN')
  })
  const path = await openLayout(t, image)
  const to = [`${way.address}/team/app:1`]
  await push({ path, to })
  isLost = true
  const unchecked = await push({ path, to })
  assert.equal(unchecked.outputs.transfers[0]?.fetched, 0)
  const { outputs, lines } = await pushWith({ path, digest: 'any' }, to, { checksAll: true })
  assert.equal(outputs.transfers[0]?.fetched, 1)
  assert.ok(!isLost, 'the lost layer was uploaded again')
  assert.match(lines.join('\n'), /has sha256:\w+; all blobs are checked\./)
})

test('a tag is read if the registry does not report its digest', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const image = newImage()
  const to = [`${address}/team/app:1`]
  const path = await openLayout(t, image)
  await push({ path, to })
  const way = await openWay(t, address, async ({ method, path: asked, response }) => {
    if (method !== 'HEAD' || !asked.endsWith('/manifests/1')) return false
    response.writeHead(200).end()
    return true
  })
  const { lines } = await push({ path, to: [`${way.address}/team/app:1`] })
  assert.match(lines.join('\n'), /app:1 was sha256:\w+ already\./)
  assert.deepEqual(way.asked.slice(-2), ['HEAD /v2/team/app/manifests/1', 'GET /v2/team/app/manifests/1'])
})

test('referrers are pushed after their subject, one after the other', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const subject = newImage()
  const referrers = ['one', 'two'].map((text) => imageOf([text], { subject: subject.descriptor }))
  const platform = { os: 'linux', architecture: 'amd64' }
  const order: string[] = []
  const way = await openWay(t, address, ({ method, path: asked }) => {
    if (method === 'PUT' && asked.includes('/manifests/')) order.push(asked.replace(/^.*\//, ''))
    return false
  })
  const index = indexOf([...referrers, subject].map((image) => [platform, image] as const))
  const path = await openLayout(t, index)
  await push({ path, to: [`${way.address}/team/app:1`] })
  const [first, ...others] = order.filter((name) => name.startsWith('sha256:'))
  assert.equal(first, subject.descriptor.digest)
  assert.equal(others.pop(), index.descriptor.digest)
  assert.deepEqual(new Set(others), new Set(referrers.map(({ descriptor }) => descriptor.digest)))
})

for (const [kind, type] of [
  ['OCI', ociTypes.index],
  ['Docker', dockerTypes.index],
] as const) {
  test(`an index (${kind}) is pushed after its images, and shared blobs are pushed once`, {
    skip,
  }, async (t) => {
    const { address } = await openRegistry(t)
    const way = await openWay(t, address)
    const images = platforms.map((platform) => [platform, newImage(platform)] as const)
    const index = indexOf(images, type)
    const { outputs } = await push({ path: await openLayout(t, index), to: [`${way.address}/team/app:1`] })
    assert.equal(outputs.digest, index.descriptor.digest)
    await assertWhole(`${address}/team/app:1`, index)
    assert.equal(await meaningOf(`${address}/team/app:1`), index.descriptor.digest)
    // Two configurations, two layers that they share, two of each of its own; two manifests, the index, the tag.
    assert.equal(way.asked.filter((asked) => asked === 'PUT /v2/team/app/blobs/uploads/ID').length, 8)
    const manifests = way.asked.filter((asked) => asked.startsWith('PUT /v2/team/app/manifests/'))
    assert.deepEqual(
      manifests.map((asked) => asked.split('/').at(-1)),
      ['DIGEST', 'DIGEST', 'DIGEST', '1'],
    )
  })
}

test('a layer that the layout lacks is mounted from its base’s repository', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  await pushBase(t, `${address}/base/run:1`)
  const image = newImage()
  const way = await openWay(t, address)
  const path = await openLayout(t, image, { without: baseTexts, base: `${way.address}/base/run:1` })
  const { outputs } = await push({ path, to: [`${way.address}/team/app:1`] })
  assert.equal(outputs.digest, image.descriptor.digest)
  await assertWhole(`${address}/team/app:1`, image)
  assert.equal(outputs.transfers[0]?.mounted, 2)
  assert.equal(way.asked.filter((asked) => asked.startsWith('GET /v2/base')).length, 0)
})

for (const status of [202, 400, 403, 404, 405, 500]) {
  test(`if a registry answers a mount with ${status}, the layer is transferred`, { skip }, async (t) => {
    const { address } = await openRegistry(t)
    await pushBase(t, `${address}/base/run:1`)
    const image = newImage()
    const way = await openWay(t, address, (passing) => {
      if (!passing.path.includes('mount=')) return false
      if (status !== 202) return refuse(passing, status, 'UNSUPPORTED')
      passing.response.writeHead(202, { location: '/v2/team/app/blobs/uploads/nowhere' }).end()
      return true
    })
    const path = await openLayout(t, image, { without: baseTexts, base: `${way.address}/base/run:1` })
    await push({ path, to: [`${way.address}/team/app:1`] })
    await assertWhole(`${address}/team/app:1`, image)
  })
}

test('a layer that the layout lacks is transferred from another registry', { skip }, async (t) => {
  const [bases, apps] = [await openRegistry(t), await openRegistry(t)]
  await pushBase(t, `${bases.address}/base/run:1`)
  const image = newImage()
  const path = await openLayout(t, image, { without: baseTexts, base: `${bases.address}/base/run:1` })
  const { outputs } = await push({ path, to: [`${apps.address}/team/app:1`, `${apps.address}/team/other:1`] })
  await assertWhole(`${apps.address}/team/app:1`, image)
  await assertWhole(`${apps.address}/team/other:1`, image)
  assert.deepEqual(
    outputs.transfers.map(({ fetched, mounted }) => [fetched, mounted]),
    [
      [6, 0],
      [1, 5],
    ],
  )
})

test('the registry of the base gets no requests if the target has the layers', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  await pushBase(t, `${address}/team/app:base`)
  const bases = await openWay(t, address)
  const path = await openLayout(t, newImage(), { without: baseTexts, base: `${bases.address}/base/run:1` })
  await push({ path, to: [`${address}/team/app:1`] })
  assert.deepEqual(bases.asked, [])
})

test('a layer that the layout lacks and the target has needs no base', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  await pushBase(t, `${address}/team/app:base`)
  const image = newImage()
  const path = await openLayout(t, image, { without: baseTexts })
  await push({ path, to: [`${address}/team/app:1`] })
  await assertWhole(`${address}/team/app:1`, image)
})

test('a layer that cannot be found is a failure that says what to do, and no tag is changed', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  const image = newImage()
  for (const [base, message] of [
    [
      undefined,
      /Could not push 2 layers that the layout lacks: .* The layout does not name the image that it is based on/,
    ],
    [
      `${address}/base/gone:1`,
      /lacks from 127\.0\.0\.1:\d+\/base\/gone:1: .* Check that this job can read from 127\.0\.0\.1:\d+/,
    ],
  ] as const) {
    const path = await openLayout(t, image, { without: baseTexts, ...(base !== undefined && { base }) })
    assert.match(await failureOf(push({ path, to: [`${address}/team/app:1`] })), message)
    assert.equal(await meaningOf(`${address}/team/app:1`), undefined)
  }
})

test('if the target refuses a layer that the layout lacks, the message is about the target', {
  skip,
}, async (t) => {
  const [bases, apps] = [await openRegistry(t), await openRegistry(t)]
  await pushBase(t, `${bases.address}/base/run:1`)
  const way = await openWay(t, apps.address, (passing) =>
    passing.method === 'PUT' && passing.request.headers['content-length'] === '4'
      ? refuse(passing, 413, 'SIZE_INVALID')
      : false,
  )
  const path = await openLayout(t, newImage(), { without: baseTexts, base: `${bases.address}/base/run:1` })
  const message = await failureOf(push({ path, to: [`${way.address}/team/app:1`] }))
  assert.match(message, /^Could not push the blob sha256:\w+ to .*\/team\/app: .*413/)
  assert.doesNotMatch(message, /layout lacks|can read from/)
})

test('a layout whose files differ from their descriptors is refused before any request', {
  skip,
}, async (t) => {
  const to = ['127.0.0.1:9/team/app:1']
  const image = newImage()
  const [, , layer] = image.layers
  assert.ok(layer)
  const short = await openLayout(t, image)
  await writeFile(blobPath(short, layer.digest), 'short')
  assert.match(
    await failureOf(push({ path: short, to })),
    /is corrupt: 1 of the blobs of sha256:\w+ differ from their descriptors\. Nothing was pushed/,
  )
  const two = await openLayout(t, image)
  await writeFile(join(two, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [] }))
  assert.match(await failureOf(push({ path: two, to })), /contains no image\./)
  assert.match(
    await failureOf(push({ path: await openLayout(t, image), to, digest: `sha256:${'0'.repeat(64)}` })),
    /contains another image than the expected one: expected sha256:0+, found sha256:/,
  )
  assert.match(await failureOf(push({ path: join(two, 'nowhere'), to })), /is not an OCI image layout/)
})

test('content that does not match its digest gets no tag', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const image = newImage()
  const [, , , layer] = image.layers
  assert.ok(layer)
  const path = await openLayout(t, image)
  await writeFile(blobPath(path, layer.digest), Buffer.alloc(layer.size))
  assert.match(
    await failureOf(push({ path, to: [`${address}/team/app:1`] })),
    /is corrupt: expected sha256:.* Create that layout again\.$/,
  )
  assert.equal(await meaningOf(`${address}/team/app:1`), undefined)
})

test('if a tag changes, the log shows its previous digest', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const [first, second] = [newImage(), newImage()]
  const to = [`${address}/team/app:1`]
  await push({ path: await openLayout(t, first), to })
  const { lines } = await push({ path: await openLayout(t, second), to })
  assert.equal(await meaningOf(`${address}/team/app:1`), second.descriptor.digest)
  assert.ok(lines.join('\n').includes(`is ${second.descriptor.digest}, and was ${first.descriptor.digest}.`))
})

test('at most five blobs are transferred at the same time, for all platforms together', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  let [now, most] = [0, 0]
  const five = Promise.withResolvers<void>()
  const way = await openWay(t, address, async ({ method, path: asked, response }) => {
    if (method !== 'PUT' || !asked.includes('/uploads/')) return false
    now += 1
    most = Math.max(most, now)
    // Before the client can know of the answer's end, and so begin with the next one.
    response.once('finish', () => {
      now -= 1
    })
    if (now === 5) five.resolve()
    // The first ones wait for each other, however slow the machine is.
    await Promise.race([five.promise, setTimeout(10_000, undefined, { ref: false })])
    await setTimeout(20)
    return false
  })
  const layers = (nth: number) => Array.from({ length: 6 }, (_, layer) => `image ${nth}, layer ${layer}`)
  const index = indexOf(platforms.map((platform, nth) => [platform, imageOf(layers(nth), { platform })]))
  await push({ path: await openLayout(t, index), to: [`${way.address}/team/app:1`] })
  assert.equal(most, 5)
})

test('a long push reports its progress', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  t.mock.timers.enable({ apis: ['setInterval'] })
  const way = await openWay(t, address, ({ method }) => {
    if (method === 'PUT') t.mock.timers.tick(10_000)
    return false
  })
  const name = `${way.address}/team/app`
  const { lines } = await push({ path: await openLayout(t, newImage()), to: [name] })
  const told = lines.filter((line) => line.startsWith(`Pushing to ${name}: `))
  assert.match(told.at(-1) ?? '', /: 201 kB sent so far\.$/)
  const before = lines.length
  t.mock.timers.tick(100_000)
  assert.equal(lines.length, before, 'and says nothing when it has ended')
})

test('a manifest that cannot be read back by its digest gets no tag', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const way = await openWay(t, address, (passing) =>
    passing.method === 'GET' && passing.path.includes('/manifests/sha256:')
      ? refuse(passing, 404, 'MANIFEST_UNKNOWN')
      : false,
  )
  const path = await openLayout(t, newImage())
  assert.match(await failureOf(push({ path, to: [`${way.address}/team/app:1`] })), /does not return it/)
  assert.equal(await meaningOf(`${address}/team/app:1`), undefined)
})

test('a temporary directory that does not exist is a failure that says so', async (t) => {
  const temporary = join(await temporaryFolder(t), 'file')
  await writeFile(temporary, '')
  const { digest } = newImage().descriptor
  await assert.rejects(
    pushWith({ artifacts: [{ name: 'my-app', digest }], from: undefined }, ['127.0.0.1:9/app'], {
      temporary,
    }),
    /^Failure: Could not create a directory in .*file: .*file\/push-\w+ is a file or leads through one/,
  )
})
