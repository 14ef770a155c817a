import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readBuilder } from '../../../src/cnb/builder/builder.ts'
import type { InspectedImage } from '../../../src/docker/inspect.ts'
import { Failure } from '../../../src/message/failure.ts'

const metadata = {
  images: [{ image: 'docker.io/acme/run:base', mirrors: ['ghcr.io/acme/run:base'] }],
  lifecycle: {
    version: '0.21.0',
    apis: { platform: { deprecated: [], supported: ['0.9', '0.10', '0.12', '0.15'] } },
  },
}

const inspected = (
  change: { Os?: string; Variant?: string; Env?: string[]; metadata?: unknown; label?: string } = {},
): InspectedImage => ({
  Id: `sha256:${'a'.repeat(64)}`,
  Os: change.Os ?? 'linux',
  Architecture: 'arm64',
  Variant: change.Variant ?? '',
  Config: {
    Env: change.Env ?? ['PATH=/bin', 'CNB_USER_ID=1001', 'CNB_GROUP_ID=1000'],
    Labels: {
      'io.buildpacks.builder.metadata': change.label ?? JSON.stringify(change.metadata ?? metadata),
    },
  },
})

const platformApis = (supported: readonly string[], deprecated: readonly string[] = []) => ({
  ...metadata,
  lifecycle: { version: '1', apis: { platform: { supported, deprecated } } },
})

const refusal = (image: InspectedImage): string => {
  try {
    readBuilder(image, 'acme/builder')
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
  throw new Error('The builder was not refused.')
}

describe('a builder', () => {
  test('has a platform, a user, a platform API and run images', () => {
    assert.deepEqual(readBuilder(inspected({ Variant: 'v8' }), 'acme/builder'), {
      id: `sha256:${'a'.repeat(64)}`,
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      uid: 1001,
      gid: 1000,
      platformApi: '0.15',
      lifecycleVersion: '0.21.0',
      buildpacks: { all: [], order: undefined, diffIds: new Map(), apis: [], stackId: '' },
      runImages: [{ image: 'docker.io/acme/run:base', mirrors: ['ghcr.io/acme/run:base'] }],
    })
  })

  test('has the digest with which it is named, or under which it was pulled from that repository', () => {
    const digest = (character: string) => `sha256:${character.repeat(64)}`
    const RepoDigests = [`acme/other@${digest('1')}`, `acme/builder@${digest('2')}`, 'not a reference']
    const digestOf = (name: string) => readBuilder({ ...inspected(), RepoDigests }, name).digest
    assert.equal(digestOf('docker.io/acme/builder:latest'), digest('2'))
    assert.equal(digestOf(`docker.io/acme/builder:1@${digest('3')}`), digest('3'))
    assert.equal(digestOf('localhost:5000/acme/builder:latest'), undefined)
    assert.equal(digestOf("of the job's container"), undefined)
    assert.equal(readBuilder(inspected(), 'docker.io/acme/builder:latest').digest, undefined)
  })

  test('has buildpacks, an order and buildpack APIs', () => {
    const image = inspected({
      metadata: {
        ...metadata,
        buildpacks: [{ id: 'acme/a', version: '1.0.0' }, { id: 'acme/b' }],
        lifecycle: {
          ...metadata.lifecycle,
          apis: {
            ...metadata.lifecycle.apis,
            buildpack: { deprecated: ['0.9', '0.10'], supported: ['0.10'] },
          },
        },
      },
    })
    const diffId = `sha256:${'b'.repeat(64)}`
    const order = [{ group: [{ id: 'acme/a', version: '1.0.0', optional: true }, { id: 'acme/b' }] }]
    const labels = {
      ...image.Config?.Labels,
      'io.buildpacks.stack.id': 'acme.stack',
      'io.buildpacks.buildpack.order': JSON.stringify(order),
      'io.buildpacks.buildpack.layers': JSON.stringify({
        'acme/a': { '1.0.0': { api: '0.10', layerDiffID: diffId } },
      }),
    }
    assert.deepEqual(readBuilder({ ...image, Config: { ...image.Config, Labels: labels } }, 'b').buildpacks, {
      all: [
        { id: 'acme/a', version: '1.0.0' },
        { id: 'acme/b', version: '' },
      ],
      order: [[{ id: 'acme/a', version: '1.0.0', optional: true }, { id: 'acme/b' }]],
      diffIds: new Map([['acme/a@1.0.0', diffId]]),
      apis: ['0.10', '0.9'],
      stackId: 'acme.stack',
    })
  })

  const malformedLabels: Readonly<Record<string, string>> = {
    'a malformed order': '[{"group":[{}]}]',
    'an order that has a field twice': '[{"group":[{"id":"acme/a","id":"acme/b"}]}]',
    'an order that is nested too deeply': `[{"group":[],"x":${'['.repeat(600)}${']'.repeat(600)}}]`,
    'no JSON': '[',
  }
  for (const [what, label] of Object.entries(malformedLabels)) {
    test(`${what} counts as missing`, () => {
      const image = inspected()
      const labels = { ...image.Config?.Labels, 'io.buildpacks.buildpack.order': label }
      const { buildpacks } = readBuilder({ ...image, Config: { ...image.Config, Labels: labels } }, 'b')
      assert.equal(buildpacks.order, undefined)
    })
  }

  test('the platform API is the highest that both support, compared as versions', () => {
    const apiOf = (supported: string[], deprecated?: string[]) =>
      readBuilder(inspected({ metadata: platformApis(supported, deprecated) }), 'b').platformApi
    assert.equal(apiOf(['0.9', '0.12']), '0.12')
    assert.equal(apiOf(['0.13', '0.14', '0.99']), '0.14')
    assert.equal(apiOf(['0.99'], ['0.12', '0.13']), '0.13')
  })

  test('an older label names the run image under "stack"', () => {
    const stack = { ...metadata, images: null, stack: { runImage: { image: 'acme/run', mirrors: null } } }
    const runImages = [{ image: 'acme/run', mirrors: [] }]
    assert.deepEqual(readBuilder(inspected({ metadata: stack }), 'b').runImages, runImages)
    const empty = { ...stack, images: [] }
    assert.deepEqual(readBuilder(inspected({ metadata: empty }), 'b').runImages, runImages)
  })

  test('without a named run image has no run image', () => {
    for (const images of [null, [], [{ image: '', mirrors: ['ghcr.io/acme/run'] }]]) {
      assert.deepEqual(readBuilder(inspected({ metadata: { ...metadata, images } }), 'b').runImages, [])
    }
  })

  test('the last value of a variable counts, as in a container', () => {
    const image = inspected({ Env: ['CNB_USER_ID=1', 'CNB_USER_ID=4294967294', 'CNB_GROUP_ID=0'] })
    assert.deepEqual([readBuilder(image, 'b').uid, readBuilder(image, 'b').gid], [4294967294, 0])
  })

  test('an image without the label, or with a malformed one, is not a builder', () => {
    const bare = { ...inspected(), Config: { Env: null, Labels: null } }
    assert.match(refusal(bare), /^The image acme\/builder is not a builder: it has no label io\.buildpacks/)
    assert.match(refusal(inspected({ label: '{' })), /not a valid builder: .* is not JSON/)
    assert.match(
      refusal(inspected({ metadata: { lifecycle: 5 } })),
      /not a valid builder: .* malformed at "lifecycle"/,
    )
  })

  test('a builder for another operating system than Linux is refused', () => {
    assert.match(refusal(inspected({ Os: 'windows' })), /is for windows\/arm64\. Only builders for Linux/)
  })

  test('a builder without numeric user and group is refused', () => {
    assert.match(refusal(inspected({ Env: ['CNB_GROUP_ID=1'] })), /CNB_USER_ID is not set/)
    assert.match(refusal(inspected({ Env: ['CNB_USER_ID=1'] })), /CNB_GROUP_ID is not set/)
    for (const id of ['cnb', '', '-1', '1.5', '0x1', '4294967295', '99999999999']) {
      assert.ok(refusal(inspected({ Env: [`CNB_USER_ID=${id}`, 'CNB_GROUP_ID=1'] })).includes(`is "${id}"`))
    }
  })

  test('a lifecycle below platform API 0.12 is refused, with the list of its APIs', () => {
    assert.match(
      refusal(inspected({ metadata: platformApis(['0.10', '0.11'], ['0.9']) })),
      /supports the platform APIs 0\.10, 0\.11, 0\.9\. This action requires one of 0\.12 to 0\.15.*would try to publish/,
    )
    assert.match(refusal(inspected({ metadata: { lifecycle: {} } })), /names no platform API/)
  })
})
