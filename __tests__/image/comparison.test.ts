import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { compareDocuments, type Difference } from '../../src/image/comparison.ts'
import { holds, hostileText } from '../property.ts'
import { type Json, placesIn, planted } from './planted.ts'

const digest = (character: string) => `sha256:${character.repeat(64)}`

const metadata = (nodeVersion: string) =>
  JSON.stringify({
    app: [{ sha: digest('a') }],
    buildpacks: [{ key: 'acme/node', version: nodeVersion, layers: { modules: { sha: digest('b') } } }],
    runImage: {
      topLayer: digest('c'),
      reference: '/layout-repo/a.example/run/1@sha256:0',
      image: 'a.example/run:1',
    },
  })

const config = {
  architecture: 'amd64',
  os: 'linux',
  created: '1980-01-01T00:00:01Z',
  config: {
    User: '1001:1000',
    Env: ['PATH=/bin', 'CNB_LAYERS_DIR=/layers', 'CNB_APP_DIR=/workspace'],
    Entrypoint: ['/cnb/process/web'],
    Cmd: ['--port', '80'],
    WorkingDir: '/workspace',
    Labels: { 'io.buildpacks.lifecycle.metadata': metadata('4.1'), title: 'My app' },
  },
  rootfs: { type: 'layers', diff_ids: [digest('c'), digest('b'), digest('a')] },
  history: [{ created_by: 'base' }, { created_by: 'modules' }, { created_by: 'app', empty_layer: false }],
}

const manifest = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digest('1'), size: 7 },
  layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digest('2'), size: 8 }],
  annotations: { name: 'x' },
}

const documents = (configuration: Json, ofManifest: Json = manifest) => ({
  configBytes: Buffer.from(JSON.stringify(configuration)),
  manifestBytes: Buffer.from(JSON.stringify(ofManifest)),
})

const compared = (other: Json): readonly Difference[] => compareDocuments(documents(config), documents(other))

suite('two images’ documents', () => {
  test('are compared field by field, each with both values', () => {
    const other = { ...config, config: { ...config.config, User: '0', WorkingDir: '/' }, os: 'windows' }
    assert.deepEqual(compared(other), [
      { document: 'configuration', path: ['os'], expected: 'linux', found: 'windows' },
      { document: 'configuration', path: ['config', 'User'], expected: '1001:1000', found: '0' },
      { document: 'configuration', path: ['config', 'WorkingDir'], expected: '/workspace', found: '/' },
    ])
  })

  test('are compared variable by variable, and a different order of variables is one difference', () => {
    const withEnv = (Env: readonly string[]) => ({ ...config, config: { ...config.config, Env } })
    assert.deepEqual(
      compared(withEnv(['PATH=/usr/bin', 'CNB_LAYERS_DIR=/layers', 'NEW=1'])).map(
        ({ path, expected, found }) => [path.at(-1), expected, found],
      ),
      [
        ['PATH', '/bin', '/usr/bin'],
        ['CNB_APP_DIR', '/workspace', undefined],
        ['NEW', undefined, '1'],
      ],
    )
    const [order, ...more] = compared(withEnv(config.config.Env.toReversed()))
    assert.equal(more.length, 0)
    assert.deepEqual([order?.path, order?.form], [['config', 'Env'], 'order'])
  })

  test('are compared inside of labels that contain JSON', () => {
    const name = 'io.buildpacks.lifecycle.metadata'
    const withLabel = (label: string) => ({
      ...config,
      config: { ...config.config, Labels: { ...config.config.Labels, [name]: label } },
    })
    assert.deepEqual(compared(withLabel(metadata('4.2'))), [
      {
        document: 'configuration',
        path: ['config', 'Labels', name, 'buildpacks', '1', 'version'],
        expected: '4.1',
        found: '4.2',
      },
    ])
    const [difference] = compared(withLabel(` ${metadata('4.1')}`))
    assert.deepEqual([difference?.path.at(-1), difference?.form], [name, 'spelling'])
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    assert.equal(compared(withLabel(deep)).length, 1)
  })

  test('are compared to the 1,000th difference, and long labels as text', () => {
    const withLabel = (label: string) => ({ ...config, config: { ...config.config, Labels: { label } } })
    const list = (item: number, length: number): string => JSON.stringify(Array(length).fill(item))
    const between = (length: number) =>
      compareDocuments(documents(withLabel(list(0, length))), documents(withLabel(list(1, length))))
    assert.equal(between(20_000).length, 1_000)
    assert.deepEqual(
      between(40_000).map(({ path }) => path),
      [['config', 'Labels', 'label']],
    )
  })

  test('with one more item in a list differ in that item only', () => {
    const history = config.history.toSpliced(1, 0, { created_by: 'new' })
    assert.deepEqual(compared({ ...config, history }), [
      {
        document: 'configuration',
        path: ['history', '2'],
        expected: undefined,
        found: { created_by: 'new' },
      },
    ])
  })

  test('that differ in white space only differ in how they are written', () => {
    const [difference, ...more] = compareDocuments(documents(config), {
      ...documents(config),
      manifestBytes: Buffer.from(JSON.stringify(manifest, null, 2)),
    })
    assert.equal(more.length, 0)
    assert.deepEqual([difference?.document, difference?.form], ['manifest', 'spelling'])
  })
})

const leaf = fc.oneof(hostileText, fc.integer(), fc.boolean(), fc.constant(null))
const document = fc.jsonValue({ maxDepth: 4 }).map((value) => ({ value }))

suite('the comparison', () => {
  holds(
    'finds every single planted value, at its place, in either document',
    [fc.constantFrom('config', 'manifest'), fc.nat(), leaf],
    (which, at, value) => {
      const original: Json = which === 'config' ? config : manifest
      const places = placesIn(original)
      const place = places[at % places.length] ?? []
      const changed = planted(original, place, value)
      const isSame = JSON.stringify(changed) === JSON.stringify(original)
      const one = which === 'config' ? documents(config) : documents(config, manifest)
      const other = which === 'config' ? documents(changed) : documents(config, changed)
      const differences = compareDocuments(one, other)
      assert.equal(differences.length === 0, isSame)
      const readable = (path: readonly string[]): readonly string[] =>
        path.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part))
      for (const { path } of differences) {
        if (path[1] === 'Env') continue
        assert.deepEqual(path.slice(0, place.length), readable(place))
      }
    },
  )

  holds(
    'finds nothing between equal documents, and something between others',
    [document, document],
    (one, other) => {
      const text = (value: unknown) => Buffer.from(JSON.stringify(value))
      const same = { configBytes: text(one), manifestBytes: text(one) }
      assert.deepEqual(compareDocuments(same, { ...same, configBytes: text(one) }), [])
      const differences = compareDocuments(same, { ...same, configBytes: text(other) })
      assert.equal(differences.length === 0, text(one).equals(text(other)))
    },
  )

  holds('finds the same places from either side', [document, document], (one, other) => {
    const bytes = (value: unknown) => ({
      configBytes: Buffer.from(JSON.stringify(value)),
      manifestBytes: Buffer.from('{}'),
    })
    const places = (differences: readonly Difference[]) =>
      differences.map(({ path }) => JSON.stringify(path)).toSorted()
    assert.deepEqual(
      places(compareDocuments(bytes(one), bytes(other))),
      places(compareDocuments(bytes(other), bytes(one))),
    )
  })
})
