import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  compareImages,
  comparisonInOneLine,
} from '../../../../src/actions/build-image/reproduction/documents.ts'
import { formatInFull } from '../../../../src/actions/build-image/reproduction/finding.ts'
import { parseImageConfig } from '../../../../src/image/config.ts'
import { type Json, placesIn, planted } from '../../../image/planted.ts'
import { acceptedOrRefused, holds, hostileText } from '../../../property.ts'
import { type BuiltImageOptions, builtImage } from './built-image.ts'

const compared = async (expected: BuiltImageOptions, found: BuiltImageOptions) =>
  compareImages({ expected: await builtImage(expected), found: await builtImage(found) })

const linesOf = ({ origins, layers, fields }: Awaited<ReturnType<typeof compared>>): readonly string[] =>
  [...origins, ...layers.map(({ finding }) => finding), ...fields].map(formatInFull)

const hex = 'a'.repeat(64)
const byDigest = `/layout-repo/index.docker.io/acme/run/sha256/${hex}@sha256:0`
const other = [{ name: 'etc/os-release', text: 'newer' }]
const file = (name: string) => [{ name, text: 'other' }]

/** One change each, and everything that is reported about it. */
const plants: readonly (readonly [what: string, BuiltImageOptions, ...lines: RegExp[]])[] = [
  ['the user', { config: { User: '0' } }, /^User: "1001:1000" → "0"$/],
  [
    'the entrypoint',
    { config: { Entrypoint: ['/cnb/process/worker'] } },
    /^Entrypoint\.1: "\/cnb\/process\/web" → "\/cnb\/process\/worker"; set "default-process"/,
  ],
  [
    'a variable',
    { env: ['PATH=/usr/bin', 'CNB_APP_DIR=/workspace'] },
    /^variable PATH: "\/bin" → "\/usr\/bin"$/,
  ],
  ['the order of variables', { env: ['CNB_APP_DIR=/workspace', 'PATH=/bin'] }, /^Env: the order differs$/],
  ['a label', { labels: { title: 'Your app' } }, /^label title: "My app" → "Your app"; set "labels"/],
  [
    'a label with JSON',
    {
      labels: {
        title: 'My app',
        'io.buildpacks.build.metadata':
          '{"buildpacks":[{"id":"acme/node","version":"4.1"}],"launcher":{"version":"0.20.0"}}',
      },
    },
    /^label io\.buildpacks\.build\.metadata at launcher\.version: "0\.21\.0" → "0\.20\.0"; use the same builder/,
  ],
  [
    'the time',
    { document: { created: '2026-01-01T00:00:00Z' } },
    /^configuration at created: .*set "creation-time"/,
  ],
  [
    'the history',
    { document: { history: [] } },
    /^configuration at history\.1: /,
    /history\.2/,
    /history\.3/,
  ],
  [
    'an annotation',
    { manifest: { annotations: { x: 'y' } } },
    /^manifest at annotations: nothing → \{"x":"y"\}; set "media-types"/,
  ],
  ['the application', { app: file('workspace/index.js') }, /^application layer: its content differs$/],
  [
    'the layer of a buildpack',
    { modules: file('layers/x') },
    /^layer "modules" of acme\/node: its content differs$/,
  ],
  [
    'the compression',
    { level: 1 },
    ...Array(2).fill(/: its content is the same, but compressed differently/),
  ],
  ['the order of layers', { reversed: true }, /^layers: they are the same, in another order/],
  [
    'the version of a buildpack',
    { version: '4.2' },
    /^buildpack acme\/node: 4\.1 → 4\.2; use the same builder by its digest, or name acme\/node@4\.1 in "buildpacks"$/,
  ],
  [
    'the run image',
    { base: other },
    /^run image: the published image stands on docker\.io\/acme\/run:1, .* set "run-image" to docker\.io\/acme\/run:1@sha256:…/,
  ],
  [
    'the name of the run image',
    { runImage: byDigest },
    /^run image: the layers are the same, but the label names it docker\.io\/acme\/run:1, not docker\.io\/acme\/run@sha256:a+; set "run-image" to docker\.io\/acme\/run:1$/,
  ],
]

suite('two images', () => {
  test('that are equal have no difference', async () => {
    assert.deepEqual(await compared({}, {}), { origins: [], layers: [], fields: [] })
  })

  for (const [what, change, ...lines] of plants) {
    test(`that differ in ${what} differ in that alone`, async () => {
      const found = linesOf(await compared({}, change))
      assert.equal(found.length, lines.length, found.join('\n'))
      for (const [nth, line] of lines.entries()) assert.match(found[nth] ?? '', line)
    })
  }

  test('of which one stands on a run image by digest differ in that reference, which is to be set', async () => {
    const [line = ''] = linesOf(await compared({ runImage: byDigest }, { base: other }))
    assert.match(
      line,
      new RegExp(
        `stands on docker\\.io/acme/run@sha256:${hex}, .*; set "run-image" to docker\\.io/acme/run@sha256:${hex}$`,
      ),
    )
    const published = `registry.example/acme/run@sha256:${hex}`
    const [ofPublished = ''] = linesOf(await compared({ runImage: published }, { base: other }))
    assert.ok(ofPublished.endsWith(`set "run-image" to ${published}`))
  })

  test('differ in one line, the origins first, and the rest is counted', async () => {
    const comparison = await compared(
      {},
      {
        version: '4.2',
        base: other,
        app: file('workspace/index.js'),
        env: [],
        labels: { title: 'x', another: 'y' },
      },
    )
    assert.equal(
      comparisonInOneLine(comparison),
      'run image; buildpack acme/node 4.1 → 4.2; application layer; variable PATH; variable CNB_APP_DIR; 2 more',
    )
  })

  test('show a secret in a value completely, so that the runner masks it, or not at all', async () => {
    const secret = 'p@ss\\w_rd!_0123456789'
    const start = 'x'.repeat(100)
    const lines = linesOf(
      await compared({}, { labels: { title: secret, long: `${start} ${secret}`, run: `${start}${secret}` } }),
    )
    assert.match(lines[0] ?? '', /^label title: "My app" → "p@ss\\w_rd!_0123456789"/)
    assert.match(lines[1] ?? '', /^label long: nothing → "x{100}…" \(122 characters\)/)
    assert.match(lines[2] ?? '', /^label run: nothing → "…" /)
  })

  test('show hostile names and values on one printable line', async () => {
    const labels = { title: '\n::error::x\u202e', ['\u001b[31m\n::set-output::']: 'y' }
    for (const line of linesOf(await compared({}, { labels }))) assert.doesNotMatch(line, /[\p{Cc}\u202e]/u)
  })
})

const parsed = (text: string): Json => JSON.parse(text)

const labelNames = ['io.buildpacks.lifecycle.metadata', 'io.buildpacks.build.metadata'] as const

/** The configuration of an image with one planted value: in itself, or in the JSON of a label. */
const plantedConfig = (config: Json, at: number, value: Json): Json => {
  const labels = labelNames.map((name) => {
    const path = ['config', 'Labels', name]
    const label = path.reduce<Json>(
      (part, key) => new Map(Object.entries(part ?? {})).get(key) ?? null,
      config,
    )
    return { path, inside: parsed(String(label)) }
  })
  const places = [
    ...placesIn(config).map((path) => () => planted(config, path, value)),
    ...labels.flatMap(({ path, inside }) =>
      placesIn(inside).map(
        (place) => () => planted(config, path, JSON.stringify(planted(inside, place, value))),
      ),
    ),
  ]
  return places[at % places.length]?.() ?? config
}

suite('the comparison of images', () => {
  holds(
    'reports every planted value of a configuration and its labels, and nothing between equal images',
    [
      fc.nat(),
      fc.oneof(hostileText, fc.integer(), fc.constant(null), fc.constantFrom('sha256:'.padEnd(71, 'f'))),
    ],
    async (at, value) => {
      const expected = await builtImage()
      const text = String(expected.configBytes)
      const configBytes = Buffer.from(JSON.stringify(plantedConfig(parsed(text), at, value)))
      const config = await acceptedOrRefused(() => parseImageConfig(configBytes))
      if (config === undefined) return
      const found = { ...expected, config, configBytes }
      const lines = linesOf(compareImages({ expected, found }))
      assert.equal(lines.length === 0, String(configBytes) === text)
      for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u)
    },
  )
})
