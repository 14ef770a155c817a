import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { formatSummary, type Report } from '../../../../src/actions/build-image/summary/summary.ts'
import type { RestoreResult } from '../../../../src/content/folder-cache.ts'
import { digestOf } from '../../../../src/image/digest.ts'
import {
  blobOf,
  createImage,
  createReport,
  diffIdOf,
  labels,
  type SampleLayer,
  sampleLayers,
} from './report.ts'

const limit = 1024 * 1024
const artifact = {
  name: 'my-app',
  id: 41,
  runId: 17,
  job: 'build',
  downloadAction: 'acme/buildpacks-oci-layout/download@v1',
}

/** The cells of all table rows, as plain text. */
const linesOf = (markdown: string): readonly (readonly string[])[] =>
  [...markdown.matchAll(/<tr>(.*)<\/tr>/g)].map(([, line = '']) =>
    [...line.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '')),
  )

const assertLine = (markdown: string, ...cells: readonly string[]): void => {
  const lines = linesOf(markdown)
  assert.ok(
    lines.some((line) => line.length === cells.length && line.every((cell, i) => cell === cells[i])),
    `no line "${cells.join(' | ')}" in\n${lines.map((line) => line.join(' | ')).join('\n')}`,
  )
}

test('the first screen has the image, its sources, its size, its origins and its use, in this order', () => {
  const markdown = formatSummary(createReport({ artifact, previousImage: createImage(sampleLayers) }))
  const parts = [
    '<h2><code>my-app:latest</code></h2>',
    `\`\`\`\n${digestOf('manifest')}\n\`\`\``,
    '<b>Platform</b>',
    '<b>Builder</b>',
    '<b>Run image</b>',
    '<b>Commit</b>',
    '<b>Size</b>',
    '<b>Artifact</b>',
    '<th>Origin</th>',
    'docker run',
    '```yaml',
    '<details>',
  ]
  const positions = parts.map((part) => markdown.indexOf(part))
  assert.ok(!positions.includes(-1), String(positions))
  assert.deepEqual(
    positions,
    positions.toSorted((one, other) => one - other),
  )
  const [, folded = ''] = markdown.split(/(?=<details>)/s)
  assert.ok(!markdown.split('<details>')[0]?.includes(digestOf('configuration')))
  assert.ok(folded !== '' && markdown.includes(digestOf('configuration')))
})

test('the facts are complete', () => {
  const markdown = formatSummary(createReport())
  assertLine(markdown, 'Platform', 'linux/amd64')
  assertLine(markdown, 'Builder', `docker.io/acme/builder:jammy${digestOf('builder')}lifecycle 0.21.0`)
  assertLine(markdown, 'Run image', `docker.io/acme/run:jammy${digestOf('run image')}`)
  assertLine(markdown, 'Commit', 'c0ffee'.padEnd(40, '0'))
  assert.match(markdown, /<a href="\.\.\/\.\.\/commit\/c0ffee0+">/)
  assertLine(markdown, 'Size', '95.1 MB, full layout, 9 layers (2 of the run image, 7 of its own)')
  assert.doesNotMatch(formatSummary(createReport({ commit: undefined })), /Commit/)
  assert.match(markdown, /<summary>Image ID<\/summary>\n\n<p><code>sha256:/)
})

/** The rows of the table of origins, without its head. */
const originRows = (markdown: string): readonly (readonly string[])[] => {
  const lines = linesOf(markdown)
  const start = lines.findIndex(([first, second]) => first === 'Origin' && second === 'Layers')
  const end = lines.findIndex(([first, second]) => first === 'Origin' && second === 'Layer')
  return lines.slice(start + 1, end)
}

test('each origin has its layers, size, share and state, in the image’s order', () => {
  const markdown = formatSummary(createReport({ reused: new Set([blobOf('base 1'), blobOf('base 2')]) }))
  assert.deepEqual(originRows(markdown), [
    ['run image', '2', '30.0 MB', '███', 'reused'],
    ['acme/node 6.1.0', '1', '48.1 MB', '█████', 'new'],
    ['acme/npm 2.0.4', '1', '12.5 MB', '█', 'new'],
    ['SBOM', '1', '84.0 kB', '▏', 'new'],
    ['app', '1', '2.3 MB', '▏', 'new'],
    ['launcher', '1', '2.1 MB', '▏', 'new'],
    ['configuration', '2', '602 B', '▏', 'new'],
  ])
})

/** The sample image before: another version of npm, a larger app, no launcher configuration, and a Ruby buildpack. */
const previousLayers: readonly SampleLayer[] = [
  ...sampleLayers.filter(({ content }) => !['npm', 'app', 'config'].includes(content)),
  { content: 'old npm', size: 12_000_000 },
  { content: 'old app', size: 3_310_000 },
  { content: 'ruby', size: 5_000_000 },
]
const previousLabels = {
  'io.buildpacks.lifecycle.metadata': JSON.stringify({
    app: [{ sha: diffIdOf('old app') }],
    buildpacks: [
      { key: 'acme/node', version: '6.1.0', layers: { node: { sha: diffIdOf('node') } } },
      { key: 'acme/npm', version: '2.0.3', layers: { modules: { sha: diffIdOf('old npm') } } },
      { key: 'acme/ruby', version: '1.0.0', layers: { ruby: { sha: diffIdOf('ruby') } } },
    ],
    launcher: { sha: diffIdOf('launcher') },
    'process-types': { sha: diffIdOf('types') },
    sbom: { sha: diffIdOf('sbom') },
  }),
}
const previousImage = createImage(previousLayers, previousLabels)

test('with a previous build, each origin has its change, and removed origins come last', () => {
  const kept = ['node', 'launcher', 'types', 'sbom'].map(blobOf)
  const markdown = formatSummary(createReport({ previousImage, reused: new Set(kept) }))
  const changes = originRows(markdown).map(([origin, layers, , , change, state]) => [
    ...[origin, layers, change, state],
  ])
  assert.deepEqual(changes, [
    ['run image', '2', 'unchanged', 'fetched'],
    ['acme/node 6.1.0', '1', 'unchanged', 'reused'],
    ['acme/npm 2.0.4', '1', '+480 kB', 'rebuilt'],
    ['SBOM', '1', 'unchanged', 'reused'],
    ['app', '1', '−1.0 MB', 'rebuilt'],
    ['launcher', '1', 'unchanged', 'reused'],
    ['configuration', '2', '+412 B', '1 new, 1 reused'],
    ['acme/ruby 1.0.0', '0', '−5.0 MB', 'removed'],
  ])
  assertLine(markdown, '', 'process types', '190 B', 'reused')
  assertLine(markdown, 'configuration', 'launcher configuration', '412 B', 'new')
})

test('the size has its change since the previous build', () => {
  const sizeIn = (markdown: string): string => linesOf(markdown).find(([name]) => name === 'Size')?.[1] ?? ''
  assert.match(
    sizeIn(formatSummary(createReport({ previousImage }))),
    /^95\.1 MB \(−5\.5 MB since the previous build\), full layout/,
  )
  const same = createImage(sampleLayers)
  assert.match(
    sizeIn(formatSummary(createReport({ previousImage: same }))),
    /\(unchanged since the previous build\)/,
  )
  const otherBase = createImage([{ content: 'other base', size: 99_000_000 }, ...sampleLayers.slice(2)])
  const sparse = formatSummary(createReport({ previousImage: otherBase, sparse: true, size: 65_100_000 }))
  assert.match(sizeIn(sparse), /^65\.1 MB \(unchanged since the previous build\), sparse layout/)
})

test('each layer has a row with its name, size and state', () => {
  const markdown = formatSummary(createReport({ reused: new Set([blobOf('node')]) }))
  assertLine(markdown, 'run image', 'layer 1', '29.0 MB', 'fetched')
  assertLine(markdown, '', 'layer 2', '1.0 MB', 'fetched')
  assertLine(markdown, 'acme/node 6.1.0', 'node', '48.1 MB', 'reused')
  assertLine(markdown, 'acme/npm 2.0.4', 'modules', '12.5 MB', 'new')
  assertLine(markdown, 'app', 'application', '2.3 MB', 'new')
  assertLine(markdown, '', 'process types', '190 B', 'new')
})

test('an image without a byte has no bars', () => {
  const markdown = formatSummary(createReport({}, { layers: [{ content: 'app', size: 0 }] }))
  assertLine(markdown, 'run image', '1', '0 B', '', 'fetched')
})

test('the summary of a sparse layout says what is missing and how it is completed, and has no bar for it', () => {
  const markdown = formatSummary(createReport({ sparse: true, size: 65_100_000 }))
  assert.match(
    markdown,
    /The run image's 2 layers \(30\.0 MB\) are left out: the download action adds them .* has 95\.1 MB and the same digest\./,
  )
  assert.deepEqual(originRows(markdown)[0], ['run image', '2', '30.0 MB', '', 'left out'])
  assert.equal(originRows(markdown)[1]?.[3], '███████')
})

test('the summary of a full layout does not mention missing layers', () => {
  assert.doesNotMatch(formatSummary(createReport()), /left out/)
})

test('buildpacks have their version, and a link if the homepage is a safe address', () => {
  const markdown = formatSummary(createReport())
  assert.match(markdown, /<a href="https:\/\/acme\.example\/node"><code>acme\/node<\/code><\/a>/)
  assert.doesNotMatch(markdown, /http:\/\/acme/)
  assertLine(markdown, 'acme/npm', '2.0.4')
  assert.match(markdown, /Launcher <code>0\.21\.0<\/code>/)
})

test('processes have their command, and the default process comes first', () => {
  const markdown = formatSummary(createReport())
  const lines = linesOf(markdown)
  const start = lines.findIndex(([first]) => first === 'Process')
  assert.deepEqual(lines.slice(start + 1, start + 3), [
    ['web default', 'serve --all', '/workspace', 'acme/npm'],
    ['worker', 'node worker.js', '', 'acme/npm'],
  ])
})

test('arguments of a command have the quotes of a shell', () => {
  const metadata = { processes: [{ type: 'web', command: ['bash', '-c'], args: ["echo it's", ''] }] }
  const markdown = formatSummary(
    createReport({}, { labels: { 'io.buildpacks.build.metadata': JSON.stringify(metadata) } }),
  )
  const command = markdown.match(/<code>(bash .*?)<\/code>/)?.[1]
  const shown = command?.replaceAll('&apos;', "'")
  assert.equal(shown, String.raw`bash -c 'echo it'\''s' ''`)
})

test('tasks have their duration', () => {
  const markdown = formatSummary(createReport())
  assertLine(markdown, 'build', '15 s', '█'.repeat(20))
  assertLine(markdown, 'export', '1.4 s', '██')
  assert.match(formatSummary(createReport({ timings: [] })), /Time and cache/)
})

test('the cache of the run image is described', () => {
  const summaryOf = (restored: RestoreResult): string =>
    formatSummary(createReport({ runImageCache: { key: 'v1-b', restored } }))
  const hit = { outcome: 'hit', key: 'v1-b', bytes: 31_200_000, seconds: 0.84 } as const
  assert.match(
    summaryOf(hit),
    /, cache hit\).*Cache hit for the run image: 31\.2 MB in 0\.8 s, entry <code>v1-b<\/code>\./s,
  )
  assert.match(
    summaryOf({ ...hit, outcome: 'older', key: 'v1-a' }),
    /older cache entry .* was used, <code>v1-a<\/code>: 31\.2 MB in 0\.8 s\. There was no entry <code>v1-b<\/code>\./,
  )
  assert.match(summaryOf({ outcome: 'hit', key: 'v1-b', seconds: 1 }), /an unknown size in 1\.0 s/)
  assert.match(
    summaryOf({ outcome: 'miss', seconds: 0.2 }),
    /Cache miss for the run image in 0\.2 s: there was no entry <code>v1-b<\/code>\./s,
  )
  assert.match(
    summaryOf({ outcome: 'unavailable', reason: 'the service is down', seconds: 0 }),
    /, no cache\).*No cache for the run image: the service is down\./s,
  )
  assert.match(formatSummary(createReport()), /No cache was used for the run image\./)
})

/** The job in a summary, as it is in a workflow file. */
const nextJobIn = (markdown: string) => {
  const [, snippet = ''] = /^```yaml\n(.*?)\n```$/ms.exec(markdown) ?? []
  return { snippet, jobs: parse(`jobs:\n  build:\n    runs-on: ubuntu-latest\n${snippet}\n`).jobs }
}

test('an artifact has a relative link, and a complete job that uses it', () => {
  const markdown = formatSummary(createReport({ artifact }))
  assert.match(markdown, /<a href="\.\/17\/artifacts\/41"><code>my-app<\/code><\/a>/)
  assert.deepEqual(nextJobIn(markdown).jobs['run-my-app'], {
    needs: 'build',
    'runs-on': 'ubuntu-latest',
    steps: [
      {
        uses: 'acme/buildpacks-oci-layout/download@v1',
        with: {
          'artifact-name': 'my-app',
          digest: "\u0024{{ needs.build.outputs.digest || 'any' }}",
          load: 'my-app:latest',
        },
      },
      { run: 'docker run --detach --publish 8080:8080 --env PORT=8080 my-app:latest' },
    ],
  })
})

test('an artifact of a matrix is not compared with an output that another job of the matrix may have set', () => {
  const report = createReport({ artifact: { ...artifact, name: 'my-app-arm64' } })
  const config = { ...report.image.config, architecture: 'arm64' }
  const { jobs } = nextJobIn(formatSummary({ ...report, image: { ...report.image, config } }))
  const job = jobs['run-my-app']
  assert.equal(job['runs-on'], 'ubuntu-24.04-arm')
  assert.deepEqual(job.steps[0].with, {
    'artifact-name': 'my-app-arm64',
    digest: 'any',
    load: 'my-app:latest',
  })
})

test('an action of the same repository needs a checkout', () => {
  const report = createReport({ artifact: { ...artifact, downloadAction: './download' } })
  const { steps } = nextJobIn(formatSummary(report)).jobs['run-my-app']
  assert.deepEqual(
    steps.map(({ uses }: { uses?: string }) => uses?.split('@')[0]),
    ['actions/checkout', './download', undefined],
  )
})

test('only an image with a default process is run', () => {
  const report = createReport({ artifact })
  const withEntrypoint = (entrypoint: string): string => {
    const config = { ...report.image.config, config: { Labels: labels(), Entrypoint: [entrypoint] } }
    return formatSummary({ ...report, image: { ...report.image, config } })
  }
  const worker = withEntrypoint('/cnb/process/worker')
  assert.match(worker, /```\ndocker run --rm my-app:latest\n```/)
  assert.equal(nextJobIn(worker).jobs['run-my-app'].steps[1].run, 'docker run --rm my-app:latest')
  const none = withEntrypoint('/cnb/lifecycle/launcher')
  assert.doesNotMatch(none, /docker run/)
  assert.equal(nextJobIn(none).jobs['run-my-app'].steps.length, 1)
  assert.match(
    formatSummary(createReport()),
    /```\ndocker run --rm --publish 8080:8080 --env PORT=8080 my-app:latest\n```/,
  )
})

test('without an artifact there is no link and no job', () => {
  assert.doesNotMatch(formatSummary(createReport()), /artifact|```yaml/i)
})

test('without labels, the sizes are known, and layers are those of the run image or of buildpacks', () => {
  const markdown = formatSummary(createReport({}, { labels: {} }))
  assertLine(markdown, 'run image', '2', '30.0 MB', '███', 'fetched')
  assertLine(markdown, 'buildpacks', '7', '65.1 MB', '███████', 'new')
  assert.doesNotMatch(markdown, /Buildpacks \(|Processes \(/)
})

test('labels cannot claim the layers of the run image', () => {
  const claims = { buildpacks: [{ key: 'liar', layers: { x: { sha: diffIdOf('base 1') } } }] }
  const markdown = formatSummary(
    createReport({}, { labels: { 'io.buildpacks.lifecycle.metadata': JSON.stringify(claims) } }),
  )
  assertLine(markdown, 'run image', '2', '30.0 MB', '███', 'fetched')
  assert.doesNotMatch(markdown, /liar/)
})

test('layers with the same content have one origin each', () => {
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

test('slices of the app are numbered, and the rest of the app comes last', () => {
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

/** The structure of a summary: tags, fences and line breaks, without the values. */
const skeletonOf = (markdown: string): string =>
  // Markdown has no effect in HTML blocks, which have all values in a code font.
  markdown
    .replace(/(?<=<code>)[^<\n]*/g, '')
    .replace(/(<[^>]*>)|```(?:yaml)?|\n|[^<`\n]+/g, (part, tag) =>
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

test('the reason of a missing cache changes only the text', () => {
  const summaryOf = (reason: string): string =>
    formatSummary(
      createReport({ runImageCache: { key: 'k', restored: { outcome: 'unavailable', reason, seconds: 0 } } }),
    )
  for (const value of Object.values(hostile))
    assert.equal(skeletonOf(summaryOf(value)), skeletonOf(summaryOf('harmless')))
})

for (const [what, value] of Object.entries(hostile)) {
  test(`labels with ${what} change only the text`, () => {
    const overrides: Partial<Report> = { artifact, timings: [{ name: 'x', seconds: 1 }] }
    const [harmless, attacked] = ['harmless', value].map((attack) =>
      formatSummary(
        createReport(
          {
            ...overrides,
            artifact: { ...artifact, name: attack, job: attack, downloadAction: attack },
            timings: [{ name: attack, seconds: 1 }],
            builder: { name: attack, digest: undefined, lifecycleVersion: attack },
            commit: attack,
            previousImage: createImage(
              previousLayers,
              labels((plain) => `${plain} ${attack}`),
            ),
            runImageCache: { key: attack, restored: { outcome: 'older', key: attack, bytes: 1, seconds: 1 } },
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

/** A report with very many parts, which all have the same name. */
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
      artifact: { ...artifact, name, downloadAction: name },
      runImageCache: { key: name, restored: { outcome: 'older', key: name, bytes: 1, seconds: 1 } },
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

test('2,000 layers fit: the largest are shown, and the others counted', () => {
  const markdown = formatSummary(enormous(2000, 'x'))
  assert.ok(Buffer.byteLength(markdown) < limit / 4, String(Buffer.byteLength(markdown)))
  assert.match(markdown, /2,002 layers/)
  // 11 of the 25 layers of a buildpack are shown, and 39 of 81 origins.
  assertLine(markdown, '', '14 more layers', '14.0 MB', 'new')
  assertLine(markdown, '42 more origins', '1,050 more layers', '1.1 GB', 'new')
})

test('2,000 layers of the run image fit', () => {
  const layers = many(2000, (i) => `layer ${i}`)
  const report = createReport({}, { layers })
  const markdown = formatSummary({ ...report, runImage: { ...report.runImage, layers: 2000 } })
  assert.ok(Buffer.byteLength(markdown) < limit / 16)
  assertLine(markdown, '', '1,989 more layers', '2.0 GB', 'fetched')
})

test('very many long names of special characters fit', () => {
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
