import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatSummary, type Report } from '../../../../src/actions/build-image/summary/summary.ts'
import type { RestoreResult } from '../../../../src/content/folder-cache.ts'
import { digestOf } from '../../../../src/image/digest.ts'
import { blobOf, createReport, diffIdOf, labels, type SampleLayer, sampleLayers } from './report.ts'

const limit = 1024 * 1024
const artifact = {
  name: 'my-app',
  id: 41,
  runId: 17,
  job: 'build',
  downloadAction: 'acme/buildpacks-oci-layout/download@v1',
}

/** The cells of the tables' lines, as plain text. */
const linesOf = (markdown: string): readonly (readonly string[])[] =>
  [...markdown.matchAll(/<tr>(.*)<\/tr>/g)].map(([, line = '']) =>
    [...line.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '')),
  )

const chartOf = (markdown: string): readonly string[] =>
  (/^```mermaid\n%%[^\n]*%%\npie\n(.*?)\n```$/ms.exec(markdown)?.[1] ?? '')
    .split('\n')
    .map((line) => line.trim())

const assertLine = (markdown: string, ...cells: readonly string[]): void => {
  const lines = linesOf(markdown)
  assert.ok(
    lines.some((line) => line.length === cells.length && line.every((cell, i) => cell === cells[i])),
    `no line "${cells.join(' | ')}" in\n${lines.map((line) => line.join(' | ')).join('\n')}`,
  )
}

test('the summary says what was built', () => {
  const markdown = formatSummary(createReport({ artifact }))
  assert.match(markdown, /^<h2><code>my-app:latest<\/code><\/h2>\n\n/)
  assert.match(
    markdown,
    /An image for linux\/amd64 as a <b>full<\/b> OCI image layout: <b>95\.1 MB<\/b>, 9 layers \(2 of the run image, 7 of its own\), built in 16 s\./,
  )
  assertLine(markdown, 'Digest', digestOf('manifest'))
  assertLine(markdown, 'Image ID', digestOf('configuration'))
  assertLine(markdown, 'Run image', `docker.io/acme/run:jammy${digestOf('run image')}`)
})

test('each origin has a line, in the image’s order', () => {
  const markdown = formatSummary(
    createReport({ reused: new Set([blobOf('base 1'), blobOf('base 2'), blobOf('types')]) }),
  )
  const lines = linesOf(markdown)
  const start = lines.findIndex(([first, second]) => first === 'Origin' && second === 'Layers')
  assert.deepEqual(lines.slice(start + 1, start + 8), [
    ['run image', '2', '30.0 MB', 'reused'],
    ['acme/node 6.1.0', '1', '48.1 MB', 'new'],
    ['acme/npm 2.0.4', '1', '12.5 MB', 'new'],
    ['SBOM', '1', '84.0 kB', 'new'],
    ['app', '1', '2.3 MB', 'new'],
    ['launcher', '1', '2.1 MB', 'new'],
    ['configuration', '2', '602 B', '1 of 2 reused'],
  ])
})

test('each layer has a line with its name, size and state', () => {
  const markdown = formatSummary(createReport({ reused: new Set([blobOf('node')]) }))
  assertLine(markdown, 'run image', 'layer 1', '29.0 MB', 'new')
  assertLine(markdown, '', 'layer 2', '1.0 MB', 'new')
  assertLine(markdown, 'acme/node 6.1.0', 'node', '48.1 MB', 'reused')
  assertLine(markdown, 'acme/npm 2.0.4', 'modules', '12.5 MB', 'new')
  assertLine(markdown, 'app', 'application', '2.3 MB', 'new')
  assertLine(markdown, '', 'process types', '190 B', 'new')
})

test('the chart shows where the bytes are, small origins together', () => {
  assert.deepEqual(chartOf(formatSummary(createReport())), [
    '"run image · 30.0 MB" : 30000000',
    '"acme/node · 48.1 MB" : 48100000',
    '"acme/npm · 12.5 MB" : 12480000',
    '"app · 2.3 MB" : 2310000',
    '"launcher · 2.1 MB" : 2105000',
    '"all others · 84.6 kB" : 84602',
  ])
})

test('the chart has colours of its own, one for each slice, since mermaid’s are not seen on a dark page', () => {
  const [, directive = ''] = /^```mermaid\n%%\{init: (.*)\}%%$/m.exec(formatSummary(createReport())) ?? []
  const { theme, themeVariables }: { theme?: string; themeVariables?: Record<string, string> } =
    JSON.parse(directive)
  assert.equal(theme, 'base')
  const colours = Array.from({ length: 9 }, (_, i) => themeVariables?.[`pie${i + 1}`])
  assert.equal(new Set(colours).size, 9)
  assert.ok(colours.every((colour) => /^#[0-9a-f]{6}$/.test(colour ?? '')))
})

test('a chart has at most nine slices, which make up the whole', () => {
  const layers = Array.from({ length: 30 }, (_, i) => ({ content: `l${i}`, size: 1000 + i }))
  const metadata = layers.map(({ content }) => ({ key: content, layers: { x: { sha: diffIdOf(content) } } }))
  const chart = chartOf(
    formatSummary(
      createReport(
        {},
        { layers, labels: { 'io.buildpacks.lifecycle.metadata': JSON.stringify({ buildpacks: metadata }) } },
      ),
    ),
  )
  assert.ok(chart.length <= 9, chart.join('\n'))
  const sum = chart.reduce((total, line) => total + Number(line.split('" : ')[1]), 0)
  assert.equal(sum, 30 * 1000 + (30 * 29) / 2)
})

test('an image without a byte has no chart', () => {
  const markdown = formatSummary(createReport({}, { layers: [{ content: 'app', size: 0 }] }))
  assert.doesNotMatch(markdown, /mermaid/)
})

test('a sparse layout says what is missing, how it is completed, and draws only what it has', () => {
  const markdown = formatSummary(createReport({ sparse: true, size: 65_100_000 }))
  assert.match(markdown, /as a <b>sparse<\/b> OCI image layout: <b>65\.1 MB<\/b>/)
  assert.match(
    markdown,
    /The run image's 2 layers \(30\.0 MB\) are left out: the download action adds them .* has 95\.1 MB and the same digest\./,
  )
  assertLine(markdown, 'run image', '2', '30.0 MB', 'left out')
  assert.ok(!chartOf(markdown).some((line) => line.includes('run image')))
})

test('a full layout says nothing of missing layers', () => {
  assert.doesNotMatch(formatSummary(createReport()), /left out/)
})

test('buildpacks have their version, and a link where the homepage is safe', () => {
  const markdown = formatSummary(createReport())
  assert.match(markdown, /<a href="https:\/\/acme\.example\/node"><code>acme\/node<\/code><\/a>/)
  assert.doesNotMatch(markdown, /http:\/\/acme/)
  assertLine(markdown, 'acme/npm', '2.0.4')
  assert.match(markdown, /Launcher <code>0\.21\.0<\/code>/)
})

test('processes have their command, and the default one comes first', () => {
  const markdown = formatSummary(createReport())
  const lines = linesOf(markdown)
  const start = lines.findIndex(([first]) => first === 'Process')
  assert.deepEqual(lines.slice(start + 1, start + 3), [
    ['web default', 'serve --all', '/workspace', 'acme/npm'],
    ['worker', 'node worker.js', '', 'acme/npm'],
  ])
})

test('words of a command that need quotes have them', () => {
  const metadata = { processes: [{ type: 'web', command: ['bash', '-c'], args: ["echo it's", ''] }] }
  const markdown = formatSummary(
    createReport({}, { labels: { 'io.buildpacks.build.metadata': JSON.stringify(metadata) } }),
  )
  const command = markdown.match(/<code>(bash .*?)<\/code>/)?.[1]
  const shown = command?.replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)))
  assert.equal(shown, String.raw`bash -c 'echo it'\''s' ''`)
})

test('timings have their time', () => {
  const markdown = formatSummary(createReport())
  assertLine(markdown, 'build', '15 s', '█'.repeat(20))
  assertLine(markdown, 'export', '1.4 s', '██')
  assert.match(formatSummary(createReport({ timings: [] })), /Time and cache/)
})

test('the cache’s part is told', () => {
  const told = (restored: RestoreResult): string =>
    formatSummary(createReport({ cache: { key: 'v1-b', restored } }))
  const hit = { outcome: 'hit', key: 'v1-b', bytes: 31_200_000, seconds: 0.84 } as const
  assert.match(told(hit), /, cache hit\).*Cache hit: 31\.2 MB in 0\.8 s, entry <code>v1-b<\/code>\./s)
  assert.match(
    told({ ...hit, outcome: 'older', key: 'v1-a' }),
    /older entry, <code>v1-a<\/code>: 31\.2 MB in 0\.8 s\. The wanted one would be <code>v1-b<\/code>\./,
  )
  assert.match(told({ outcome: 'hit', key: 'v1-b', seconds: 1 }), /Cache hit: an unknown size in 1\.0 s/)
  assert.match(
    told({ outcome: 'miss', seconds: 0.2 }),
    /Cache miss in 0\.2 s: there was no entry <code>v1-b<\/code>\./s,
  )
  assert.match(
    told({ outcome: 'unavailable', reason: 'the service is down', seconds: 0 }),
    /, no cache\).*No cache: the service is down\./s,
  )
  assert.match(formatSummary(createReport()), /No cache was asked/)
})

test('an artifact has a relative link and a snippet for the next job', () => {
  const markdown = formatSummary(createReport({ artifact }))
  assert.match(markdown, /<a href="\.\/17\/artifacts\/41"><code>my-app<\/code><\/a>/)
  assert.deepEqual(/^```yaml\n(.*?)\n```$/ms.exec(markdown)?.[1]?.split('\n'), [
    'needs: build',
    'steps:',
    '  - uses: acme/buildpacks-oci-layout/download@v1',
    '    with:',
    '      artifact-name: my-app',
    `      # here ${digestOf('manifest')}`,
    '      digest: \u0024{{ needs.build.outputs.digest }}',
    '      load: my-app:latest',
  ])
})

test('without an artifact there is no link and no snippet', () => {
  assert.doesNotMatch(formatSummary(createReport()), /artifact|```yaml/i)
})

test('missing labels leave the sizes and origins that are sure', () => {
  const markdown = formatSummary(createReport({}, { labels: {} }))
  assertLine(markdown, 'run image', '2', '30.0 MB', 'new')
  assertLine(markdown, 'buildpacks', '7', '65.1 MB', 'new')
  assert.doesNotMatch(markdown, /Buildpacks \(|Processes \(/)
})

test('the run image’s layers are the run image’s, whatever a label claims', () => {
  const claims = { buildpacks: [{ key: 'liar', layers: { x: { sha: diffIdOf('base 1') } } }] }
  const markdown = formatSummary(
    createReport({}, { labels: { 'io.buildpacks.lifecycle.metadata': JSON.stringify(claims) } }),
  )
  assertLine(markdown, 'run image', '2', '30.0 MB', 'new')
  assert.doesNotMatch(markdown, /liar/)
})

test('layers of the same content go to one origin each', () => {
  const same = { sha: diffIdOf('same') }
  const claims = {
    buildpacks: [
      { key: 'a', layers: { x: same } },
      { key: 'b', layers: { y: same } },
    ],
  }
  const layers = [1, 2].map(() => ({ content: 'same', size: 10 }))
  const report = createReport(
    {},
    { layers, labels: { 'io.buildpacks.lifecycle.metadata': JSON.stringify(claims) } },
  )
  const markdown = formatSummary({ ...report, runImage: { ...report.runImage, layers: 0 } })
  assertLine(markdown, 'a', 'x', '10 B', 'new')
  assertLine(markdown, 'b', 'y', '10 B', 'new')
})

test('slices of the app are numbered, and what no slice took comes last', () => {
  const layers = ['s1', 's2', 'rest'].map((content) => ({ content, size: 10 }))
  const app = layers.map(({ content }) => ({ sha: diffIdOf(content) }))
  const report = createReport(
    {},
    { layers, labels: { 'io.buildpacks.lifecycle.metadata': JSON.stringify({ app }) } },
  )
  const markdown = formatSummary({ ...report, runImage: { ...report.runImage, layers: 0 } })
  assertLine(markdown, 'app', 'slice 1', '10 B', 'new')
  assertLine(markdown, '', 'slice 2', '10 B', 'new')
  assertLine(markdown, '', 'application', '10 B', 'new')
})

/** What of a summary is structure: tags, fences, line breaks; without the values and how long they are. */
const skeletonOf = (markdown: string): string =>
  markdown.replace(/(<[^>]*>)|```(?:mermaid|yaml)?|\n|[^<`\n]+/g, (part, tag) =>
    tag !== undefined || part.startsWith('`') || part === '\n' ? part : '',
  )

const hostile: Readonly<Record<string, string>> = {
  HTML: '<script>alert(1)</script><img src=x onerror=y></td></table></details>',
  Markdown:
    '![x](https://evil.example/x.png) [x](https://evil.example) **x** _x_ ~~x~~ <https://evil.example>',
  'pipes and backticks': '| a | b |\n|---|---|\n```\n`x`',
  mermaid: '"\n  "x" : 1\n%%{init: {"theme":"dark"}}%%\n```',
  'line breaks': '\n\n# heading\r\n\r\n- list\u2028> quote',
  mentions: '@octocat #1 :tada: GH-1 https://evil.example www.evil.example',
  entities: '&lt;b&gt; &#60;b&#62; &amp;',
  comments: '<!-- --><![CDATA[ x ]]><?x ?>',
  'direction marks': '\u202Egnp.exe\u2066\u200B\u0007',
  mathematics: '$x$ $$\\href{javascript:x}{y}$$',
}

test('the reason for which there is no cache changes nothing but the text', () => {
  const told = (reason: string): string =>
    formatSummary(
      createReport({ cache: { key: 'k', restored: { outcome: 'unavailable', reason, seconds: 0 } } }),
    )
  for (const value of Object.values(hostile))
    assert.equal(skeletonOf(told(value)), skeletonOf(told('harmless')))
})

for (const [what, value] of Object.entries(hostile)) {
  test(`labels with ${what} change nothing but the text`, () => {
    const overrides: Partial<Report> = { artifact, timings: [{ name: 'x', seconds: 1 }] }
    const [harmless, attacked] = ['harmless', value].map((attack) =>
      formatSummary(
        createReport(
          {
            ...overrides,
            imageName: attack,
            artifact: { ...artifact, name: attack, job: attack, downloadAction: attack },
            timings: [{ name: attack, seconds: 1 }],
            cache: { key: attack, restored: { outcome: 'older', key: attack, bytes: 1, seconds: 1 } },
          },
          { labels: labels((plain) => `${plain} ${attack}`) },
        ),
      ),
    )
    assert.equal(skeletonOf(attacked ?? ''), skeletonOf(harmless ?? ''))
    assert.doesNotMatch(attacked ?? '', /[\u202E\u2066\u2028]|(?!\n)\p{Cc}/u)
  })
}

const many = (count: number, content: (i: number) => string): readonly SampleLayer[] =>
  Array.from({ length: count }, (_, i) => ({ content: content(i), size: 1_000_000 + i }))

/** As many of everything as there can be, each with the worst of names. */
const enormous = (count: number, name: string): Report => {
  const layers = [...sampleLayers.slice(0, 2), ...many(count, (i) => `layer ${i}`)]
  const perBuildpack = 25
  const metadata = {
    buildpacks: Array.from({ length: count / perBuildpack }, (_, b) => ({
      key: `${b}${name}`,
      version: name,
      layers: Object.fromEntries(
        Array.from({ length: perBuildpack }, (_, l) => [
          `${l}${name}`,
          { sha: diffIdOf(`layer ${b * perBuildpack + l}`) },
        ]),
      ),
    })),
  }
  const build = {
    launcher: { version: name },
    buildpacks: Array.from({ length: count }, (_, i) => ({
      id: `${i}${name}`,
      version: name,
      homepage: `https://acme.example/${"'".repeat(200)}${i}`,
    })),
    processes: Array.from({ length: count }, (_, i) => ({
      type: `${i}${name}`,
      command: Array.from({ length: 5 }, () => name),
      args: [name],
      buildpackID: name,
      'working-dir': name,
    })),
  }
  return createReport(
    {
      imageName: name,
      artifact: { ...artifact, name, downloadAction: name },
      cache: { key: name, restored: { outcome: 'older', key: name, bytes: 1, seconds: 1 } },
      timings: Array.from({ length: count }, () => ({ name, seconds: 1 })),
    },
    {
      layers,
      labels: {
        'io.buildpacks.lifecycle.metadata': JSON.stringify(metadata),
        'io.buildpacks.build.metadata': JSON.stringify(build),
      },
    },
  )
}

test('2,000 layers fit, the largest shown and the others counted', () => {
  const markdown = formatSummary(enormous(2000, 'x'))
  assert.ok(Buffer.byteLength(markdown) < limit / 4, String(Buffer.byteLength(markdown)))
  assert.match(markdown, /2,002 layers/)
  // Of a buildpack's 25 layers 11 are shown, of 81 origins 39.
  assertLine(markdown, '', '14 more layers', '14.0 MB', 'new')
  assertLine(markdown, '42 more origins', '1,050 more layers', '1.1 GB', 'new')
})

test('2,000 layers of the run image fit', () => {
  const layers = many(2000, (i) => `layer ${i}`)
  const report = createReport({}, { layers })
  const markdown = formatSummary({ ...report, runImage: { ...report.runImage, layers: 2000 } })
  assert.ok(Buffer.byteLength(markdown) < limit / 16)
  assertLine(markdown, '', '1,989 more layers', '2.0 GB', 'new')
})

test('the worst names in the greatest number fit', () => {
  for (const name of [
    '|'.repeat(2000),
    '🚀'.repeat(1000),
    '\uFFFF'.repeat(2000),
    "'".repeat(2000),
    '@'.repeat(2000),
  ]) {
    const bytes = Buffer.byteLength(formatSummary(enormous(2000, name)))
    assert.ok(bytes < 0.75 * limit, String(bytes))
  }
})

test('a name of a megabyte fits', () => {
  for (const name of ['|'.repeat(limit), '\uFFFF'.repeat(limit), `a\n${' '.repeat(limit)}b`]) {
    const bytes = Buffer.byteLength(
      formatSummary(createReport({ artifact: { ...artifact, name } }, { labels: labels(() => name) })),
    )
    assert.ok(bytes < 64 * 1024, String(bytes))
  }
})
