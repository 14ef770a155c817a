import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { imageOf, indexOf } from '../../image/image.ts'
import {
  assertWhole,
  baseTexts,
  newImage,
  openLayout,
  openRegistry,
  push,
  pushBase,
  pushWith,
  skip,
} from './push.ts'
import { openWay, type Passing, refuse } from './registry-way.ts'

/** The header of each request that is of some kind. */
const noting = (is: (passing: Passing) => boolean) => {
  const headers: Passing['request']['headers'][] = []
  const note = (passing: Passing): false => {
    if (is(passing)) headers.push(passing.request.headers)
    return false
  }
  return { headers, note }
}

// The cases of the specification's own suite that a client has a part in, in its order and by its names:
// https://github.com/opencontainers/distribution-spec/tree/v1.1.1/conformance
suite('OCI distribution-spec conformance, push', { skip }, () => {
  test('Blob Upload Streamed: PATCH request with blob in body, then PUT with the digest', async (t) => {
    const { address } = await openRegistry(t)
    const { headers, note } = noting(({ method }) => method === 'PATCH')
    const way = await openWay(t, address, note)
    await push({ path: await openLayout(t, newImage()), to: [`${way.address}/team/app:1`] })
    assert.equal(headers.length, 1)
    for (const header of headers) {
      assert.equal(header['content-type'], 'application/octet-stream')
      assert.match(header['content-length'] ?? '', /^[1-9]\d*$/)
      assert.equal(header['transfer-encoding'], undefined)
      assert.equal(header['content-range'], undefined)
    }
  })

  test('Blob Upload Monolithic: POST request, then PUT with the digest and the blob', async (t) => {
    const { address } = await openRegistry(t)
    const { headers, note } = noting(({ method, path }) => method === 'PUT' && path.includes('/uploads/'))
    const way = await openWay(t, address, note)
    const image = imageOf(['layer'])
    await push({ path: await openLayout(t, image), to: [`${way.address}/team/app:1`] })
    assert.equal(headers.length, 2)
    for (const header of headers) {
      assert.equal(header['content-type'], 'application/octet-stream')
      assert.match(header['content-length'] ?? '', /^[1-9]\d*$/)
    }
    await assertWhole(`${address}/team/app:1`, image)
  })

  test('Blob Upload Monolithic: HEAD request to nonexistent blob should be 404, and to an existing one 200', async (t) => {
    const { address } = await openRegistry(t)
    const way = await openWay(t, address)
    const path = await openLayout(t, imageOf(['layer']))
    await push({ path, to: [`${way.address}/team/app:1`] })
    const before = way.asked.length
    await pushWith({ path, digest: 'any' }, [`${way.address}/team/app:2`], { checksAll: true })
    assert.deepEqual(
      way.asked.slice(before).filter((asked) => asked.includes('/blobs/')),
      ['HEAD /v2/team/app/blobs/DIGEST', 'HEAD /v2/team/app/blobs/DIGEST'],
    )
  })

  test('Blob Upload Chunked: a chunk out of order is 416; the upload’s status says where to go on', async (t) => {
    const { address } = await openRegistry(t)
    let refused = 0
    const way = await openWay(t, address, (passing) => {
      if (passing.method !== 'PATCH' || refused > 0) return false
      refused += 1
      return refuse(passing, 416, 'BLOB_UPLOAD_INVALID')
    })
    const image = newImage()
    const path = await openLayout(t, image)
    // What is refused for good is told; the next push begins it again.
    await assert.rejects(push({ path, to: [`${way.address}/team/app:1`] }), /rejected the request \(416/)
    await push({ path, to: [`${way.address}/team/app:1`] })
    await assertWhole(`${address}/team/app:1`, image)
  })

  test('Cross-Repository Blob Mount: 201 is all, 202 is an upload like any other', async (t) => {
    const { address } = await openRegistry(t)
    await pushBase(t, `${address}/base/run:1`)
    const image = newImage()
    for (const refuses of [false, true]) {
      const way = await openWay(t, address, ({ path, response }) => {
        if (!refuses || !path.includes('mount=')) return false
        response.writeHead(202, { location: '/v2/team/app/blobs/uploads/of-the-mount' }).end()
        return true
      })
      const path = await openLayout(t, image, { without: baseTexts, base: `${way.address}/base/run:1` })
      const name = `${way.address}/team/app-${refuses}:1`
      const { outputs } = await push({ path, to: [name] })
      assert.equal(outputs.transfers[0]?.mounted, refuses ? 0 : 2)
      await assertWhole(name, image)
    }
  })

  test('Manifest Upload: by digest with its media type, after its config and layers; then by tag', async (t) => {
    const { address } = await openRegistry(t)
    const image = imageOf(['layer'])
    const { headers, note } = noting(({ method, path }) => method === 'PUT' && path.includes('/manifests/'))
    const way = await openWay(t, address, note)
    await push({ path: await openLayout(t, image), to: [`${way.address}/team/app:1`] })
    const changes = way.asked.filter((asked) => asked.startsWith('PUT '))
    assert.deepEqual(changes, [
      'PUT /v2/team/app/blobs/uploads/ID',
      'PUT /v2/team/app/blobs/uploads/ID',
      'PUT /v2/team/app/manifests/DIGEST',
      'PUT /v2/team/app/manifests/1',
    ])
    for (const header of headers) assert.equal(header['content-type'], image.descriptor.mediaType)
  })

  test('Manifest Upload: a registry may accept a manifest with no layers', async (t) => {
    const { address } = await openRegistry(t)
    const image = imageOf([])
    await push({ path: await openLayout(t, image), to: [`${address}/team/app:1`] })
    await assertWhole(`${address}/team/app:1`, image)
  })

  test('Manifest Upload: the manifests of an index go before it', async (t) => {
    const { address } = await openRegistry(t)
    const platform = { os: 'linux', architecture: 'amd64' }
    const index = indexOf([[platform, imageOf(['layer'])]])
    const { headers, note } = noting(({ method, path }) => method === 'PUT' && path.includes('/manifests/'))
    const way = await openWay(t, address, note)
    await push({ path: await openLayout(t, index), to: [`${way.address}/team/app:1`] })
    assert.deepEqual(
      headers.map((header) => /manifest|index/.exec(header['content-type'] ?? '')?.[0]),
      ['manifest', 'index', 'index'],
    )
  })
})
