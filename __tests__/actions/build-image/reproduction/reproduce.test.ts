import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { findPublishedImage } from '../../../../src/actions/build-image/reproduction/published-image.ts'
import {
  describeChanges,
  verifyReproduction,
} from '../../../../src/actions/build-image/reproduction/reproduce.ts'
import { formatSummary } from '../../../../src/actions/build-image/summary/summary.ts'
import { openLog } from '../../../../src/github/step/log.ts'
import { type Digest, digestOf } from '../../../../src/image/digest.ts'
import { parsePlatform } from '../../../../src/image/platform.ts'
import { formatReference } from '../../../../src/image/reference.ts'
import { Failure } from '../../../../src/message/failure.ts'
import { runTasks } from '../../../../src/task/task-group.ts'
import { type Content, imageOf, indexOf, temporaryFolder, writeImage } from '../../../image/image.ts'
import { client } from '../../../registry/registry-client.ts'
import { serveImage } from '../../../store/image-server.ts'
import { createReport } from '../summary/report.ts'
import { type BuiltImage, builtImage } from './built-image.ts'

const amd64 = parsePlatform('linux/amd64')
const arm64 = parsePlatform('linux/arm64')

const without = ({ descriptor, blobs }: Content, missing: readonly Digest[]): Content => ({
  descriptor,
  blobs: new Map([...blobs].filter(([digest]) => !missing.includes(digest))),
})

/** A build whose layout is in place, and a registry on loopback with a published image. */
const setUp = async (t: TestContext, built: BuiltImage, published: Content) => {
  const folder = join(await temporaryFolder(t), 'my-app')
  await writeImage(folder, built)
  const server = await serveImage(t, published)
  const state = { outputs: {}, summary: '', lines: '' }
  const log = openLog((text) => {
    state.lines += text
  }, false)
  const verify = (
    reproduces: Parameters<typeof verifyReproduction>[0]['reproduces'] = { reference: server.reference },
  ) =>
    runTasks(
      (tasks) =>
        verifyReproduction(
          { reproduces, imagePath: { folder, name: 'my-app', tag: '1' }, summary: true },
          { image: built, size: 0, blobs: [] },
          {
            tasks,
            log,
            setOutputs: (outputs) => {
              state.outputs = { ...state.outputs, ...outputs }
            },
            writeSummary: async (markdown) => {
              state.summary += markdown
            },
            findPublishedImage: (reference, platform) =>
              findPublishedImage(client().registry, reference, platform),
          },
        ),
      { cancelled: new AbortController().signal, warn: log.warning },
    )
  const failure = async (...target: Parameters<typeof verify>): Promise<Failure> => {
    const error = await verify(...target).then(
      () => undefined,
      (error: unknown) => error,
    )
    assert.ok(error instanceof Failure, `${error}`)
    assert.deepEqual(state.outputs, { reproduced: false })
    return error
  }
  return { folder, server, state, verify, failure }
}

suite('a build that is to reproduce an image', () => {
  test('succeeds if the digests are equal, and reads nothing but the digest', async (t) => {
    const built = await builtImage()
    const { server, state, verify } = await setUp(t, built, built)
    assert.equal(await verify(), formatReference(server.reference))
    assert.deepEqual(state.outputs, { reproduced: true })
    assert.match(state.lines, /^Reproduced: \S+\/team\/run:1 has the digest of this build, sha256:/m)
    assert.deepEqual(server.requests(), ['HEAD 1'])
    assert.equal(state.summary, '')
  })

  test('is compared with the image for its platform if the reference names an index', async (t) => {
    const built = await builtImage()
    const other = imageOf(['other'], { platform: arm64 })
    const index = indexOf([
      [arm64, other],
      [amd64, built],
    ])
    const { verify, state } = await setUp(t, built, index)
    await verify()
    assert.deepEqual(state.outputs, { reproduced: true })
  })

  test('succeeds with a digest alone', async (t) => {
    const built = await builtImage()
    const { server, verify } = await setUp(t, built, built)
    assert.equal(await verify({ digest: built.descriptor.digest }), built.descriptor.digest)
    assert.deepEqual(server.requests(), [])
  })

  test('fails with both digests if they differ, and explains the difference in log and summary', async (t) => {
    const published = await builtImage()
    const built = await builtImage({ version: '4.2', app: [{ name: 'workspace/.git/HEAD', text: 'x' }] })
    const { folder, failure, state } = await setUp(t, built, published)
    const { message, detail } = await failure()
    assert.ok(message.includes(`expected ${published.descriptor.digest}, built ${built.descriptor.digest}`))
    assert.ok(message.includes(`the layout is in ${folder}`))
    assert.deepEqual(detail, [
      'buildpack acme/node: 4.1 → 4.2; use the same builder by its digest, or name acme/node@4.1 in "buildpacks"',
      'application layer: its content differs',
      '  missing: workspace/index.js',
      '  additional: workspace/.git/HEAD',
      '  Likely cause: the app contains ".git", which differs in every checkout: add ".git" to "exclude".',
    ])
    assert.match(state.summary, /<h2>❌ <code>my-app/)
    assert.match(state.summary, /<li><code>application layer/)
  })

  test('fails with a digest alone and says what to compare', async (t) => {
    const built = await builtImage()
    const { failure } = await setUp(t, built, built)
    const { detail } = await failure({ digest: digestOf('another') })
    assert.match(detail.join('\n'), /Set "reproduces" to a reference.*\n.*"builder-digest"/)
  })

  test('recognizes the digest of the configuration', async (t) => {
    const built = await builtImage()
    const { failure } = await setUp(t, built, built)
    const { detail } = await failure({ digest: built.manifest.config.digest })
    assert.match(detail.join('\n'), /is the image ID of this build/)
  })
})

suite('an image that cannot be reproduced', () => {
  const cases: readonly (readonly [
    what: string,
    published: (image: BuiltImage) => Content,
    message: RegExp,
  ])[] = [
    [
      'is not there',
      (image) => without(image, [image.descriptor.digest]),
      /^The image to reproduce was not found: \S+\/team\/run:1\. Check the input "reproduces"/,
    ],
    [
      'is an index without the platform',
      () => indexOf([[arm64, imageOf(['other'], { platform: arm64 })]]),
      /^The image to reproduce does not exist for linux\/amd64: \S+ is only for: linux\/arm64\. Set "platform"/,
    ],
    [
      'is for another platform',
      () => imageOf(['other'], { platform: arm64 }),
      /^The image to reproduce does not exist for linux\/amd64: \S+ is only for: linux\/arm64/,
    ],
    [
      'was not built by a lifecycle',
      () => imageOf(['other']),
      /^The image to reproduce was not built by a lifecycle: \S+, sha256:\S+, has no valid label/,
    ],
    [
      'has lost its configuration',
      (image) => without(image, [image.manifest.config.digest]),
      /^The registry no longer has all documents of the image to reproduce: \S+, sha256:\S+\. Push that image again/,
    ],
  ]
  for (const [what, published, message] of cases) {
    test(`${what}: the step fails and says so`, async (t) => {
      const { failure } = await setUp(t, await builtImage(), published(await builtImage({ version: '4.0' })))
      assert.match((await failure()).message, message)
    })
  }

  test('has lost a layer: the rest is still explained', async (t) => {
    const published = await builtImage({ app: [{ name: 'a', text: '1' }] })
    const lost = published.layers.slice(2).map(({ digest }) => digest)
    const { failure } = await setUp(t, await builtImage({ env: [] }), without(published, lost))
    const { message, detail } = await failure()
    assert.match(message, /^The build did not reproduce /)
    assert.match(
      detail[1] ?? '',
      /^ {2}Its files could not be compared: The registry no longer has the published layer\.$/,
    )
    assert.match(detail.at(-1) ?? '', /^variable CNB_APP_DIR: "\/workspace" → nothing$/)
  })
})

suite('what changed since the previous build', () => {
  const since = async (before: BuiltImage | undefined, after: BuiltImage) =>
    describeChanges(
      before && {
        id: { platform: amd64, image: 'my-app', app: '.', builder: 'x', executionEnvironment: 'production' },
        folder: '/none',
        found: { image: before, cache: undefined, index: Buffer.of() },
        why: '',
        restored: undefined,
      },
      { image: after, manifestBytes: after.manifestBytes, configBytes: after.configBytes },
    )

  test('is one sentence about layers, buildpacks and fields', async () => {
    assert.equal(
      await since(await builtImage(), await builtImage({ version: '4.2', app: [{ name: 'b' }] })),
      'Changed since the previous build: buildpack acme/node 4.1 → 4.2; application layer',
    )
    assert.equal(
      await since(await builtImage(), await builtImage()),
      'Nothing changed since the previous build',
    )
  })

  test('is unknown without a previous build', async () => {
    assert.equal(await since(undefined, await builtImage()), undefined)
  })
})

suite('the summary of a build', () => {
  test('has the builder with its digest, what changed, and the image that was reproduced', () => {
    const summary = formatSummary({
      ...createReport(),
      builder: { name: 'docker.io/acme/builder:1', digest: digestOf('builder'), lifecycleVersion: '0.21.0' },
      changes: 'Changed since the previous build: application layer',
      reproduced: 'ghcr.io/octo/app:1',
    })
    const digest = digestOf('builder')
    assert.ok(
      summary.includes(`<b>Builder</b></td><td><code>docker.io/acme/builder:1</code><br><code>${digest}<`),
    )
    assert.ok(summary.includes('<b>Reproduced</b></td><td>✅ <code>ghcr.io/octo/app:1</code>'))
    assert.match(summary, /<p>Changed since the previous build:\u200B application layer\. Nothing was reused/)
  })

  test('leaves out unknown values', () => {
    assert.doesNotMatch(formatSummary(createReport()), /Reproduced|since the previous build/)
  })
})
