import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import type { Inputs } from '../../../src/actions/build-image/inputs/inputs.ts'
import { type BuildMaterials, writeProvenance } from '../../../src/actions/build-image/provenance.ts'
import { stepContext } from '../../../src/github/step/step-context.ts'
import { hexOf } from '../../../src/image/digest.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { temporaryFolder } from '../../image/image.ts'
import { builtImage } from './reproduction/built-image.ts'

const digest = (character: string) => `sha256:${character.repeat(64)}` as const
const secret = 'a-secret-value'

const inputsIn = (workspace: string): Inputs => ({
  imagePath: { folder: join(workspace, 'out', 'my-app'), name: 'my-app', tag: '1.2' },
  builder: parseReference('acme/builder:1'),
  path: join(workspace, 'app'),
  workspace,
  project: {
    source: undefined,
    files: { include: undefined, exclude: ['*.log'] },
    buildpacks: {
      buildpacks: [],
      pre: [{ buildpack: 'docker://acme/extra:2', folder: workspace }],
      post: [],
    },
  },
  sparse: false,
  runImage: undefined,
  platform: undefined,
  pullPolicy: 'if-not-present',
  environment: new Map([['NPM_TOKEN', secret]]),
  mediaTypes: 'oci',
  sbom: undefined,
  insecureRegistries: new Set(),
  bindings: [{ name: 'npmrc', files: [{ name: 'token', content: Buffer.from(secret) }] }],
  bindingFolders: [],
  network: undefined,
  defaultProcess: undefined,
  creationTime: undefined,
  executionEnvironment: 'production',
  labels: new Map([['title', 'My app']]),
  layoutRepo: '/none',
  reproduces: undefined,
  cache: {
    runImageInActionsCache: false,
    buildCache: { off: 'x' },
    namedFolder: undefined,
    previousImage: undefined,
    clear: false,
  },
  artifact: undefined,
  summary: false,
})

const written = async (
  t: TestContext,
  change: Partial<Inputs> = {},
  ofBuilder: object = { digest: digest('b') },
) => {
  const folder = await temporaryFolder(t)
  const image = await builtImage()
  const builder: BuildMaterials['builder'] = {
    id: digest('1'),
    platform: parsePlatform('linux/amd64'),
    uid: 1001,
    gid: 1000,
    platformApi: '0.15',
    lifecycleVersion: '0.21.0',
    buildpacks: { all: [], order: undefined, diffIds: new Map(), apis: [], stackId: '' },
    runImages: [],
    ...ofBuilder,
  }
  const reference = parseReference('ghcr.io:443/acme/run:base')
  const platform = builder.platform
  const materials: BuildMaterials = {
    builder,
    runImageName: 'ghcr.io:443/acme/run:base',
    runImage: {
      ...image,
      descriptor: { ...image.descriptor, digest: digest('c') },
      reference,
      platform,
      root: digest('d'),
    },
    buildpacks: {
      order: [],
      layers: [],
      images: [{ ...parseReference('acme/extra:2'), digest: digest('e') }],
    },
    image,
    seconds: 60,
  }
  const context = stepContext({
    RUNNER_TEMP: join(folder, 'temp'),
    GITHUB_REPOSITORY: 'octo/app',
    GITHUB_WORKFLOW_REF: 'octo/app/.github/workflows/build.yml@refs/heads/main',
    GITHUB_RUN_ID: '7',
    GITHUB_ACTION_REF: 'v1',
  })
  const path = await writeProvenance({ ...inputsIn(join(folder, 'ws')), ...change }, materials, context)
  const text = await readFile(path, 'utf8')
  return { path, folder, image, text, predicate: JSON.parse(text) }
}

suite('the provenance of a build', () => {
  test('says with which inputs and from what the image was built, each with its digest', async (t) => {
    const { path, folder, image, predicate } = await written(t)
    assert.equal(
      path,
      join(folder, 'temp', 'buildpacks-provenance', hexOf(image.descriptor.digest), 'provenance.json'),
    )
    const { startedOn, finishedOn, ...metadata } = predicate.runDetails.metadata
    assert.equal(Date.parse(finishedOn) - Date.parse(startedOn), 60_000)
    assert.deepEqual(
      { ...predicate, runDetails: { ...predicate.runDetails, metadata } },
      {
        buildDefinition: {
          buildType: 'https://buildpacks-oci-layout.github.io/build/v1',
          externalParameters: {
            image: 'my-app:1.2',
            builder: 'docker.io/acme/builder:1',
            'run-image': 'ghcr.io:443/acme/run:base',
            path: 'app',
            exclude: ['*.log'],
            'pre-buildpacks': ['docker://acme/extra:2'],
            env: ['NPM_TOKEN'],
            bindings: ['npmrc'],
            labels: { title: 'My app' },
            'media-types': 'oci',
            'execution-environment': 'production',
          },
          internalParameters: {
            platform: 'linux/amd64',
            platformApi: '0.15',
            lifecycle: '0.21.0',
            buildpacks: [{ id: 'acme/node', version: '4.1' }],
          },
          resolvedDependencies: [
            {
              name: 'builder',
              uri: `pkg:oci/builder@sha256%3A${'b'.repeat(64)}?repository_url=docker.io/acme/builder&tag=1`,
              digest: { sha256: 'b'.repeat(64) },
            },
            {
              name: 'run image',
              uri: `pkg:oci/run@sha256%3A${'c'.repeat(64)}?repository_url=ghcr.io:443/acme/run&tag=base`,
              digest: { sha256: 'c'.repeat(64) },
            },
            {
              name: 'buildpack',
              uri: `pkg:oci/extra@sha256%3A${'e'.repeat(64)}?repository_url=docker.io/acme/extra&tag=2`,
              digest: { sha256: 'e'.repeat(64) },
            },
          ],
        },
        runDetails: {
          builder: {
            id: 'https://github.com/octo/app/.github/workflows/build.yml@refs/heads/main',
            version: { 'buildpacks-oci-layout': 'v1' },
          },
          metadata: { invocationId: 'https://github.com/octo/app/actions/runs/7/attempts/1' },
        },
      },
    )
  })

  test('has no value of a variable and nothing of a binding', async (t) => {
    assert.ok(!(await written(t)).text.includes(secret))
  })

  test('names a builder without a digest by its image ID, and leaves out that of the job’s container', async (t) => {
    const first = async (change: Partial<Inputs>) =>
      (await written(t, change, {})).predicate.buildDefinition.resolvedDependencies[0]
    assert.deepEqual(await first({}), {
      name: 'builder',
      uri: 'pkg:oci/builder?repository_url=docker.io/acme/builder&tag=1',
      annotations: { imageId: digest('1') },
    })
    assert.equal((await first({ builder: undefined })).name, 'run image')
  })
})
