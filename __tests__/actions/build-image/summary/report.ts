import type { Report } from '../../../../src/actions/build-image/summary/summary.ts'
import { type Digest, digestOf } from '../../../../src/image/digest.ts'
import type { Image } from '../../../../src/image/image.ts'
import { parseReference } from '../../../../src/image/reference.ts'

/** A layer of a sample image: its content, and the size of its blob in bytes. */
export interface SampleLayer {
  readonly content: string
  readonly size: number
}

export const diffIdOf = (content: string): Digest => digestOf(content)
export const blobOf = (content: string): Digest => digestOf(`compressed ${content}`)

/** The labels of a small image. `outside` replaces the values that are not trusted. */
export const labels = (outside: (value: string) => string = (value) => value): Record<string, string> => {
  const layer = (content: string) => ({ sha: diffIdOf(content) })
  return {
    'io.buildpacks.lifecycle.metadata': JSON.stringify({
      app: [layer('app')],
      buildpacks: [
        {
          key: outside('acme/node'),
          version: outside('6.1.0'),
          layers: { [outside('node')]: layer('node') },
        },
        {
          key: outside('acme/npm'),
          version: outside('2.0.4'),
          layers: { [outside('modules')]: layer('npm') },
        },
      ],
      config: layer('config'),
      launcher: layer('launcher'),
      'process-types': layer('types'),
      sbom: layer('sbom'),
    }),
    'io.buildpacks.build.metadata': JSON.stringify({
      buildpacks: [
        { id: outside('acme/node'), version: outside('6.1.0'), homepage: 'https://acme.example/node' },
        { id: outside('acme/npm'), version: outside('2.0.4'), homepage: outside('http://acme.example/npm') },
      ],
      launcher: { version: outside('0.21.0') },
      processes: [
        { type: 'worker', command: ['node'], args: [outside('worker.js')], buildpackID: outside('acme/npm') },
        {
          type: 'web',
          command: [outside('serve')],
          args: [outside('--all')],
          buildpackID: outside('acme/npm'),
          'working-dir': outside('/workspace'),
        },
      ],
    }),
  }
}

export const sampleLayers: readonly SampleLayer[] = [
  { content: 'base 1', size: 29_000_000 },
  { content: 'base 2', size: 1_000_000 },
  { content: 'node', size: 48_100_000 },
  { content: 'npm', size: 12_480_000 },
  { content: 'sbom', size: 84_000 },
  { content: 'app', size: 2_310_000 },
  { content: 'launcher', size: 2_105_000 },
  { content: 'config', size: 412 },
  { content: 'types', size: 190 },
]

/** An image with such layers. */
export const createImage = (
  layers: readonly SampleLayer[],
  imageLabels: Record<string, string> = labels(),
): Image => ({
  descriptor: { mediaType: 'manifest', digest: digestOf('manifest'), size: 2000 },
  manifest: {
    config: { mediaType: 'config', digest: digestOf('configuration'), size: 8000 },
    layers: layers.map(({ content, size }) => ({ mediaType: 'layer', digest: blobOf(content), size })),
  },
  config: {
    os: 'linux',
    architecture: 'amd64',
    config: { Labels: imageLabels, Entrypoint: ['/cnb/process/web'] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ content }) => diffIdOf(content)) },
  },
})

/** The same report each time, except for the overrides. */
export const createReport = (
  overrides: Partial<Report> = {},
  image: { readonly layers?: readonly SampleLayer[]; readonly labels?: Record<string, string> } = {},
): Report => ({
  imageName: 'my-app:latest',
  image: createImage(image.layers ?? sampleLayers, image.labels),
  builder: { name: 'docker.io/acme/builder:jammy', digest: digestOf('builder'), lifecycleVersion: '0.21.0' },
  commit: 'c0ffee'.padEnd(40, '0'),
  previousImage: undefined,
  changes: undefined,
  reproduced: undefined,
  savedCache: undefined,
  runImageCache: undefined,
  artifact: undefined,
  size: 95_089_602,
  sparse: false,
  reuse: 'Nothing was reused: there is no build cache for this app yet',
  runImage: { reference: parseReference('acme/run:jammy'), digest: digestOf('run image'), layers: 2 },
  reused: new Set(),
  timings: [
    { name: 'build', seconds: 14.6 },
    { name: 'export', seconds: 1.4 },
  ],
  seconds: 16.2,
  ...overrides,
})
