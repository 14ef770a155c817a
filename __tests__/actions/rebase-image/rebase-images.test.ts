import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openRunImage, runImageResolver } from '../../../src/actions/rebase-image/rebase-images.ts'
import { preferredNames } from '../../../src/cnb/builder/run-image-choice.ts'
import { runImageRecordOf } from '../../../src/cnb/rebase/run-image-record.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import { type Content, imageOf, indexOf } from '../../image/image.ts'
import { serve, type TestServer } from '../../registry/http-server.ts'
import { client, failureOf } from '../../registry/registry-client.ts'

/** A registry in which every repository but `gone` has that content, under every tag. */
const registryOf = (t: TestContext, { descriptor, blobs }: Content): Promise<TestServer> =>
  serve(t, ({ method, path }, response) => {
    const [, repository, kind, name = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(path) ?? []
    const digest = name.startsWith('sha256:') ? name : descriptor.digest
    const bytes = [...blobs].find(([known]) => known === digest)?.[1]
    if (repository === 'gone' || bytes === undefined) {
      response.writeHead(404).end()
      return
    }
    const { mediaType } = digest === descriptor.digest ? descriptor : JSON.parse(String(bytes))
    const type = kind === 'manifests' ? mediaType : 'application/octet-stream'
    response.writeHead(200, {
      'content-type': type,
      'content-length': bytes.length,
      'docker-content-digest': digest,
    })
    response.end(method === 'HEAD' ? undefined : bytes)
  })

test('the next mirror is used if a name is unavailable, and each name is looked up once for all platforms', async (t) => {
  const image = imageOf(['base'])
  const { host, asked } = await registryOf(t, image)
  const lines: string[] = []
  const resolve = runImageResolver(client({ limits: { attempts: 1 } }).registry, logOf(lines))
  const names = [`${host}/gone`, `${host}/run:1`, `${host}/never:1`]
  const found = await Promise.all([resolve(names), resolve(names)])
  for (const { name, root } of found)
    assert.deepEqual([name, root.digest], [names[1], image.descriptor.digest])
  assert.match(lines[0] ?? '', /^Skipped the run image "\S+\/gone": Could not resolve .*\/gone:latest/)
  assert.equal(asked.filter(({ path }) => path.includes('/run/')).length, 1)
  assert.ok(!asked.some(({ path }) => path.includes('/never/')))
  await assert.rejects(resolve([`${host}/gone`]), /Could not resolve .*\/gone:latest/)
  await assert.rejects(resolve([]), /names no run image\. Set the input "run-image"\./)
})

/** A log that collects what is logged, and warnings apart. */
const logOf = (info: string[], warn: string[] = []) => ({
  info: (message: string) => info.push(message),
  warn: (message: string) => warn.push(message),
})

const recordWith = (names: string) => {
  const label = `{"runImage":{"topLayer":"${digestOf('x')}","reference":"r",${names}}}`
  return runImageRecordOf(
    {
      ...{ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [] } },
      config: { Labels: { 'io.buildpacks.lifecycle.metadata': label } },
    },
    'app',
  )
}

test('names in the image’s own registry come first', () => {
  const record = recordWith('"image":"acme/run","mirrors":["a.io/run","b.io/run"]')
  assert.deepEqual(preferredNames(record, 'b.io'), ['b.io/run', 'acme/run', 'a.io/run'])
  assert.deepEqual(preferredNames(record, 'index.docker.io'), ['acme/run', 'a.io/run', 'b.io/run'])
  assert.deepEqual(preferredNames(record, undefined), ['acme/run', 'a.io/run', 'b.io/run'])
})

test('a malformed name is skipped with a warning, as the lifecycle’s rebaser does', async (t) => {
  const image = imageOf(['base'])
  const { host } = await registryOf(t, image)
  const lines: string[] = []
  const resolve = runImageResolver(client().registry, logOf([], lines))
  const found = await resolve(['Not A Name', `${host}/run`])
  assert.equal(found.root.digest, image.descriptor.digest)
  assert.match(lines.join(), /^Skipped the run image "Not A Name": "Not A Name" is not an image reference/)
  assert.match(await failureOf(resolve(['Not A Name'])), /^"Not A Name" is not an image reference: /)
})

test('the image for the platform is chosen from an index; a single image is used as it is', async (t) => {
  const [amd64, arm64] = [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')]
  const own = imageOf(['for arm64'], { platform: arm64 })
  const { registry } = client()
  const open = async (content: Content) => {
    const { host } = await registryOf(t, content)
    const named = await runImageResolver(registry, logOf([]))([`${host}/run:1`])
    return openRunImage(named, arm64, registry)
  }
  const index = indexOf([
    [amd64, imageOf(['for amd64'])],
    [arm64, own],
  ])
  const chosen = await open(index)
  assert.deepEqual([chosen.descriptor.digest, chosen.root], [own.descriptor.digest, index.descriptor.digest])
  const only = await open(imageOf(['for amd64']))
  assert.deepEqual(only.platform, amd64)
})
