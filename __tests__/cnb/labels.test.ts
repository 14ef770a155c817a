import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultProcessType, readBuildMetadata, readLifecycleMetadata } from '../../src/cnb/labels.ts'
import { type ImageConfig, parseImageConfig } from '../../src/image/config.ts'
import { digestOf } from '../../src/image/digest.ts'

const configWith = (labels: Record<string, unknown>, more: object = {}): ImageConfig =>
  parseImageConfig(
    Buffer.from(
      JSON.stringify({
        os: 'linux',
        architecture: 'amd64',
        config: {
          Labels: Object.fromEntries(
            Object.entries(labels).map(([name, value]) => [
              name,
              typeof value === 'string' ? value : JSON.stringify(value),
            ]),
          ),
          ...more,
        },
        rootfs: { type: 'layers', diff_ids: [] },
      }),
    ),
  )

const lifecycle = (value: unknown): ImageConfig => configWith({ 'io.buildpacks.lifecycle.metadata': value })
const build = (value: unknown): ImageConfig => configWith({ 'io.buildpacks.build.metadata': value })
const sha = (content: string) => ({ sha: digestOf(content) })

const nothing = {
  lifecycle: { app: [], buildpacks: [], config: null, launcher: null, 'process-types': null, sbom: null },
  build: { buildpacks: [], launcher: null, processes: [] },
}

test('the lifecycle’s label contains the origin of each layer', () => {
  const config = lifecycle({
    app: [sha('slice'), sha('rest')],
    sbom: sha('sbom'),
    buildpacks: [
      {
        key: 'samples/java',
        version: '1.2',
        layers: { jdk: { ...sha('jdk'), data: { any: ['thing'] }, build: true, launch: true, cache: false } },
        store: { metadata: {} },
      },
      { key: 'samples/none', version: '', layers: {} },
    ],
    config: sha('config'),
    launcher: sha('launcher'),
    'process-types': sha('types'),
    runImage: { topLayer: digestOf('top'), reference: '/layout-repo/x', image: 'debian' },
    stack: { runImage: { image: 'debian' } },
  })
  assert.deepEqual(readLifecycleMetadata(config), {
    app: [sha('slice'), sha('rest')],
    buildpacks: [
      { key: 'samples/java', version: '1.2', layers: { jdk: sha('jdk') } },
      { key: 'samples/none', version: '', layers: {} },
    ],
    config: sha('config'),
    launcher: sha('launcher'),
    'process-types': sha('types'),
    sbom: sha('sbom'),
  })
})

test('Go’s empty values (null, an empty sha) are read as missing', () => {
  const config = lifecycle({
    app: null,
    buildpacks: null,
    config: { sha: '' },
    launcher: { sha: '' },
    'process-types': { sha: '' },
  })
  assert.deepEqual(readLifecycleMetadata(config), nothing.lifecycle)
})

test('a command is a list since platform API 0.10, and a word before', () => {
  const { processes } = readBuildMetadata(
    build({
      processes: [
        {
          type: 'web',
          command: ['sh', '-c'],
          args: ['x'],
          direct: true,
          buildpackID: 'a/b',
          'working-dir': '/w',
        },
        { type: 'old', command: 'start', args: null, direct: false, default: true, buildpackID: 'a/b' },
      ],
    }),
  )
  assert.deepEqual(processes, [
    {
      type: 'web',
      command: ['sh', '-c'],
      args: ['x'],
      direct: true,
      buildpackID: 'a/b',
      'working-dir': '/w',
    },
    {
      type: 'old',
      command: ['start'],
      args: [],
      direct: false,
      buildpackID: 'a/b',
      'working-dir': '',
    },
  ])
})

test('the build’s label names buildpacks, with a homepage or without, and the launcher', () => {
  const metadata = readBuildMetadata(
    build({
      bom: null,
      buildpacks: [
        { id: 'a/b', version: '1', homepage: 'https://example.org' },
        { id: 'c/d', version: '2' },
      ],
      launcher: { version: '0.21.0', source: { git: { repository: 'r', commit: 'c' } } },
      processes: null,
    }),
  )
  assert.deepEqual(metadata, {
    ...nothing.build,
    buildpacks: [
      { id: 'a/b', version: '1', homepage: 'https://example.org' },
      { id: 'c/d', version: '2', homepage: '' },
    ],
    launcher: { version: '0.21.0' },
  })
})

for (const [what, value] of Object.entries({
  'is missing': undefined,
  'is not JSON': '{',
  'is a list': '[]',
  'is null': 'null',
  'is a number': '7',
  'is nested deeply': `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
  'has fields of other types':
    '{"app":7,"buildpacks":{"a":1},"config":[],"launcher":"x","processes":true,"sbom":[[]]}',
})) {
  test(`a label that ${what} reads as empty`, () => {
    const labels = value === undefined ? {} : value
    assert.deepEqual(
      readLifecycleMetadata(value === undefined ? configWith({}) : lifecycle(labels)),
      nothing.lifecycle,
    )
    assert.deepEqual(readBuildMetadata(value === undefined ? configWith({}) : build(labels)), nothing.build)
  })
}

test('malformed entries are left out and the others kept', () => {
  const config = lifecycle({
    app: [{ sha: 'md5:1' }, sha('app'), null],
    buildpacks: [
      7,
      { key: 'a', layers: { good: sha('x'), bad: { sha: '../..' }, none: null } },
      { version: '1' },
    ],
    config: { sha: 'sha256:short' },
    launcher: sha('launcher'),
  })
  const { app, buildpacks, config: settings, launcher } = readLifecycleMetadata(config)
  assert.deepEqual(app, [sha('app')])
  assert.deepEqual(buildpacks, [{ key: 'a', version: '', layers: { good: sha('x'), bad: null, none: null } }])
  assert.equal(settings, null)
  assert.deepEqual(launcher, sha('launcher'))
})

test('a configuration without a config section or labels reads as empty', () => {
  for (const config of ['null', '{}', '{"Labels":null}']) {
    const image = parseImageConfig(
      Buffer.from(
        `{"os":"linux","architecture":"amd64","config":${config},"rootfs":{"type":"layers","diff_ids":[]}}`,
      ),
    )
    assert.deepEqual(readLifecycleMetadata(image), nothing.lifecycle)
    assert.deepEqual(readBuildMetadata(image), nothing.build)
    assert.equal(defaultProcessType(image), undefined)
  }
})

test('the entrypoint decides about the default process', () => {
  const entrypoint = (value: unknown) => defaultProcessType(configWith({}, { Entrypoint: value }))
  assert.equal(entrypoint(['/cnb/process/web']), 'web')
  assert.equal(entrypoint(['/cnb/lifecycle/launcher']), undefined)
  assert.equal(entrypoint(7), undefined)
})
