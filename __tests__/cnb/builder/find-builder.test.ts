import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type BuilderOrder, findBuilder, isSameBuilder } from '../../../src/cnb/builder/find-builder.ts'
import { type Digest, digestOf } from '../../../src/image/digest.ts'
import type { Platform } from '../../../src/image/platform.ts'
import { formatReference, formatRepository, parseReference } from '../../../src/image/reference.ts'
import { complaining, fakeDocker } from '../../docker/docker-command.ts'
import { type Content, imageOf, indexOf } from '../../image/image.ts'
import { client, descriptorOf, failureOf } from '../../registry/registry-client.ts'
import { serveImage } from '../../store/image-server.ts'

const idOf = (architecture: string): string =>
  `sha256:${createHash('sha256').update(architecture).digest('hex')}`

const configOf = (platformApi: string) => ({
  Env: ['CNB_USER_ID=1000', 'CNB_GROUP_ID=1000'],
  Labels: {
    'io.buildpacks.builder.metadata': JSON.stringify({
      lifecycle: { apis: { platform: { supported: [platformApi] } } },
    }),
  },
})

const pulledDigest = idOf('the index in the registry')

/** An image for an architecture. Without one, as the containerd store describes images for other platforms. */
const imageFor = (architecture: string) => [
  {
    Id: idOf(architecture),
    Os: architecture === '' ? '' : 'linux',
    Architecture: architecture,
    Config: configOf('0.12'),
  },
]

// `present` is the image that the engine has, `remote` the image that a pull fetches, `refusal` the error of a pull. A
// pull waits while there is a file `wait`.
const engine = `
case "$1" in
  version) echo linux/amd64;;
  image)
    case "$*" in
      *--platform*) cat "$FAKE/variant" 2>/dev/null && exit; echo 'unknown flag: --platform' >&2; exit 125;;
    esac
    cat "$FAKE/present" 2>/dev/null && exit
    echo "Error response from daemon: No such image: $3" >&2; exit 1;;
  pull)
    while test -f "$FAKE/wait"; do sleep 0.01; done
    test ! -f "$FAKE/refusal" || { cat "$FAKE/refusal" >&2; exit 1; }
    cp "$FAKE/remote" "$FAKE/present"; echo "$3";;
esac`

interface World {
  readonly present?: string
  readonly remote?: string
  readonly variant?: string
  readonly refusal?: string
  /** The builder in the registry. Default: the registry has none. */
  readonly published?: Content
}

const find = async (
  t: TestContext,
  { present, remote, variant, refusal, published }: World,
  order: Partial<BuilderOrder> = {},
) => {
  const { docker, calls, file } = await fakeDocker(t, engine)
  for (const [name, architecture] of Object.entries({ present, variant })) {
    if (architecture !== undefined) await writeFile(file(name), JSON.stringify(imageFor(architecture)))
  }
  if (refusal !== undefined) await writeFile(file('refusal'), refusal)
  if (published !== undefined) await writeFile(file('wait'), '')
  const server = await serveImage(t, published ?? { ...imageOf([]), blobs: new Map() })
  if (remote !== undefined) {
    // Only an engine that pulled an image knows its digest in the registry.
    const RepoDigests = [`${formatRepository(server.reference)}@${pulledDigest}`]
    const images = imageFor(remote).map((image) => ({ ...image, RepoDigests }))
    await writeFile(file('remote'), JSON.stringify(images))
  }
  const notes: string[] = []
  const debug: string[] = []
  const { registry } = client()
  const finding = findBuilder(
    { docker, registry, info: (message) => notes.push(message), debug: (message) => debug.push(message) },
    { reference: server.reference, pullPolicy: 'if-not-present', ...order },
  )
  return {
    ...{ finding, calls, notes, debug, server },
    builder: async () => (await finding).builder,
    name: formatReference(server.reference),
    endPull: () => rm(file('wait')),
  }
}

/** The calls that concern the builder. The engine's platform may be requested at the same time. */
const asked = (calls: readonly string[]): readonly string[] =>
  calls.filter((call) => !call.startsWith('version'))

const amd64 = { os: 'linux', architecture: 'amd64' }
const arm64 = { os: 'linux', architecture: 'arm64' }

/** A builder in a registry. */
const builderImage = (platformApi: string, platform: Platform): Content => {
  const { layers, blobs, config, descriptor } = imageOf(['builder'], { platform })
  const documentOf = (digest: Digest) => JSON.parse(String(blobs.get(digest)))
  const configBytes = Buffer.from(
    JSON.stringify({ ...documentOf(config.digest), config: configOf(platformApi) }),
  )
  const manifest = {
    ...documentOf(descriptor.digest),
    config: { ...config, ...descriptorOf(configBytes), mediaType: config.mediaType },
    layers,
  }
  const manifestBytes = Buffer.from(JSON.stringify(manifest))
  const root = { ...descriptorOf(manifestBytes), mediaType: descriptor.mediaType }
  return {
    descriptor: root,
    blobs: new Map([
      [root.digest, manifestBytes],
      [manifest.config.digest, configBytes],
    ]),
  }
}

describe('the pull policy', () => {
  test('if-not-present: a builder in the engine is not pulled', async (t) => {
    const { builder, finding, calls, notes, name } = await find(t, { present: 'amd64' })
    assert.deepEqual([(await builder()).platformApi, (await finding).finishPull], ['0.12', undefined])
    assert.deepEqual(asked(await calls()), [`image inspect ${name}`])
    assert.deepEqual(notes, [])
  })

  test('if-not-present: a builder that the engine lacks is pulled', async (t) => {
    const { finding, calls, notes, name, debug } = await find(t, { remote: 'amd64' })
    await finding
    assert.deepEqual(asked(await calls())[1], `pull --quiet ${name}`)
    assert.deepEqual(notes, [`Pulling the builder ${name}`])
    assert.match(
      debug.join(),
      /^Could not read the builder \S+ from its registry, so the build waits for the pull: /,
    )
  })

  test('always: a builder in the engine is pulled again, and no registry is read', async (t) => {
    const world = { present: 'amd64', remote: 'amd64' }
    const { finding, calls, name, server } = await find(t, world, { pullPolicy: 'always' })
    await finding
    const inspect = `image inspect ${name}`
    assert.deepEqual(asked(await calls()), [inspect, `pull --quiet ${name}`, inspect])
    assert.deepEqual(server.requests(), [])
  })

  test('never: a builder that the engine lacks is an error, and nothing is pulled', async (t) => {
    const { finding, calls, name, server } = await find(t, { remote: 'amd64' }, { pullPolicy: 'never' })
    assert.match(await failureOf(finding), /is not in the Docker engine, and the pull policy "never"/)
    assert.deepEqual(asked(await calls()), [`image inspect ${name}`])
    assert.deepEqual(server.requests(), [])
  })
})

describe('the platform', () => {
  test('a builder for another platform is pulled again for the requested one', async (t) => {
    const world = { present: 'arm64', remote: 'amd64' }
    const { builder, calls, name } = await find(t, world, { platform: amd64 })
    assert.deepEqual((await builder()).platform, amd64)
    assert.ok((await calls()).includes(`pull --quiet --platform linux/amd64 ${name}`))
  })

  test('a builder that another step pulled for another platform is pulled again for the engine’s platform', async (t) => {
    const { builder, calls, name } = await find(t, { present: 'arm64', remote: 'amd64' })
    assert.deepEqual((await builder()).platform, amd64)
    assert.ok((await calls()).includes(`pull --quiet ${name}`))
  })

  test('a builder that exists for another platform only is used', async (t) => {
    const pulled = await find(t, { present: 'arm64', remote: 'arm64' })
    assert.equal((await pulled.builder()).platform.architecture, 'arm64')
    const never = await find(t, { present: 'arm64' }, { pullPolicy: 'never' })
    assert.equal((await never.builder()).platform.architecture, 'arm64')
  })

  test('in the containerd store, containers are created from the ID of the name, not of the platform’s manifest', async (t) => {
    const { builder, calls } = await find(t, { present: 'arm64', variant: 'amd64' }, { platform: amd64 })
    const { id, platform } = await builder()
    assert.deepEqual({ id, platform }, { id: idOf('arm64'), platform: amd64 })
    assert.ok(!(await calls()).some((call) => call.startsWith('pull')))
  })

  test('in the containerd store, a name without a platform is an absent builder', async (t) => {
    const never = await find(t, { present: '' }, { pullPolicy: 'never' })
    assert.match(
      await failureOf(never.finding),
      /^The builder \S+ is not in the Docker engine, and the pull policy/,
    )
    const other = await find(t, { present: '' }, { pullPolicy: 'never', platform: amd64 })
    assert.match(await failureOf(other.finding), /is not in the Docker engine for linux\/amd64, and/)
    const pulled = await find(t, { present: '', remote: 'amd64' })
    assert.deepEqual((await pulled.builder()).platform, amd64)
  })

  test('a builder for another platform than the requested one is refused after the pull, too', async (t) => {
    const { finding } = await find(t, { present: 'arm64', remote: 'arm64' }, { platform: amd64 })
    assert.match(await failureOf(finding), /in the Docker engine is for linux\/arm64, not for linux\/amd64\./)
    const never = await find(t, { present: 'arm64' }, { platform: amd64, pullPolicy: 'never' })
    assert.match(await failureOf(never.finding), /is for linux\/arm64, not for linux\/amd64/)
  })
})

test('a failed pull is an error that names the builder', async (t) => {
  const refusal = 'Error response from daemon: pull access denied'
  const { finding } = await find(t, { refusal }, { platform: amd64 })
  assert.match(
    await failureOf(finding),
    /^Could not pull the builder 127\.0\.0\.1:\d+\/team\/run:1 for linux\/amd64: its registry refuses access\./,
  )
})

test('an engine that fails to inspect the builder is an error', async (t) => {
  const { docker } = await fakeDocker(t, complaining('Error response from daemon: database is locked'))
  const { registry } = client()
  const order = { reference: parseReference('acme/builder:1'), pullPolicy: 'never' } as const
  assert.match(
    await failureOf(findBuilder({ docker, registry, info: () => {}, debug: () => {} }, order)),
    /^The Docker engine could not say whether it has the builder docker\.io\/acme\/builder:1: .*database is locked/,
  )
})

describe('a builder that the engine lacks is read from its registry during the pull', () => {
  test('with four requests', async (t) => {
    const index = indexOf([
      [arm64, builderImage('0.13', arm64)],
      [amd64, builderImage('0.12', amd64)],
    ])
    const { finding, server, endPull } = await find(t, { remote: 'amd64', published: index })
    const { builder, finishPull } = await finding
    assert.deepEqual([builder.platformApi, builder.platform, builder.id], ['0.12', amd64, ''])
    assert.deepEqual(
      server.requests().map((request) => request.slice(0, 8)),
      ['HEAD 1', ...Array.from({ length: 3 }, () => 'GET sha2')],
    )
    await endPull()
    const pulled = (await finishPull?.()) ?? assert.fail()
    assert.deepEqual([pulled.id, pulled.digest], [idOf('amd64'), pulledDigest])
    assert.ok(isSameBuilder(pulled, builder))
    // Only an engine knows under which digest it pulled a tag.
    assert.ok(isSameBuilder({ ...pulled, digest: digestOf(Buffer.from('index')) }, builder))
    const withVariant = (variant: string) => ({ ...pulled, platform: { ...arm64, variant } })
    const described = { ...pulled, platform: arm64 }
    assert.ok(isSameBuilder(described, withVariant('v8')))
    assert.ok(!isSameBuilder(described, withVariant('v9')))
    assert.ok(!isSameBuilder(described, pulled))
  })

  test('and may differ from the pulled builder', async (t) => {
    const published = builderImage('0.13', amd64)
    const { finding, endPull } = await find(t, { remote: 'amd64', published })
    const { builder, finishPull } = await finding
    await endPull()
    const pulled = (await finishPull?.()) ?? assert.fail()
    assert.deepEqual([builder.platformApi, pulled.platformApi], ['0.13', '0.12'])
    assert.ok(!isSameBuilder(pulled, builder))
  })

  test('unless its registry has it for another platform only, or has no builder', async (t) => {
    for (const [published, reason] of [
      [builderImage('0.12', arm64), /waits for the pull: It is for linux\/arm64\.$/],
      [indexOf([[arm64, builderImage('0.12', arm64)]]), /It does not exist for linux\/amd64\.$/],
      [imageOf(['layer']), /waits for the pull: The image \S+ is not a builder/],
    ] as const) {
      const { finding, debug, endPull } = await find(t, { remote: 'amd64', published })
      while (debug.length === 0) await delay(5)
      await endPull()
      const { builder, finishPull } = await finding
      assert.deepEqual([builder.id, finishPull], [idOf('amd64'), undefined])
      assert.match(debug.join(), reason)
    }
  })

  test('and a failed pull is an error', async (t) => {
    const refusal = 'Error response from daemon: toomanyrequests: slow down'
    const { finding, endPull } = await find(t, { refusal, published: builderImage('0.12', amd64) })
    const { finishPull } = await finding
    await endPull()
    await assert.rejects(async () => finishPull?.(), /its registry allows no more pulls for now/)
  })
})
