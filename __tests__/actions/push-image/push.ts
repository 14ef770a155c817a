import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Registry as RealRegistry, startRegistry } from '../../../lab/services/registry.ts'
import { onPath } from '../../../lab/tools/debian.ts'
import type { Inputs } from '../../../src/actions/push-image/inputs.ts'
import { run } from '../../../src/actions/push-image/run.ts'
import { openLog } from '../../../src/github/step/log.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import type { Digest } from '../../../src/image/digest.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { indexText } from '../../../src/layout/write.ts'
import type { Credential } from '../../../src/registry/auth/authorization.ts'
import type { Registry } from '../../../src/registry/registry.ts'
import { runTasks } from '../../../src/task/task-group.ts'
import { type Content, imageOf, type TestImage, temporaryFolder, writeImage } from '../../image/image.ts'
import { bytesOf, client } from '../../registry/registry-client.ts'

// The lab's run installs it before.
export const skip = (await onPath('docker-registry')) ? false : 'docker-registry is not installed'

/** A real registry of the test's own. */
export const openRegistry = async (t: TestContext): Promise<RealRegistry> => {
  const folder = await mkdtemp(join(tmpdir(), 'registry-'))
  const registry = await startRegistry({ folder })
  t.after(async () => {
    await registry[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  return registry
}

export const baseTexts = ['base', 'tools']

/** An image of its own, on a base that all of them have, with a layer that takes more than one piece. */
export const newImage = (platform = { os: 'linux', architecture: 'amd64' }): TestImage =>
  imageOf([...baseTexts, randomBytes(16).toString('hex'), randomBytes(100_000).toString('hex')], {
    platform,
  })

/** A layout that holds an image or an index, or all of it but some layers, with the name of their base. */
export const openLayout = async (
  t: TestContext,
  image: Content,
  { without = [], base }: { without?: readonly string[]; base?: string } = {},
): Promise<string> => {
  const folder = await temporaryFolder(t)
  await writeImage(
    folder,
    image,
    [...image.blobs].flatMap(([digest, bytes]) =>
      without.includes(String(Buffer.from(bytes))) ? [] : digest,
    ),
  )
  if (base !== undefined) {
    const annotations = { [annotationKeys.baseName]: base }
    await writeFile(join(folder, 'index.json'), indexText({ ...image.descriptor, annotations }))
  }
  return folder
}

export interface Pushing {
  readonly path: string
  readonly to: readonly string[]
  readonly digest?: Digest
  readonly signal?: AbortSignal
  readonly credential?: Credential
}

export interface Pushed {
  readonly outputs: {
    readonly digest: string
    readonly references: readonly string[]
    readonly subjectName: string
    /** How many blobs came to each repository, and how: as the log says it. */
    readonly transfers: readonly { readonly fetched: number; readonly mounted: number }[]
  }
  readonly summary: string
  readonly lines: readonly string[]
  readonly warnings: readonly string[]
}

/** A push of a layout that tries three times, almost without a pause. */
export const push = ({ path, to, digest, ...options }: Pushing): Promise<Pushed> =>
  pushWith({ path, digest: digest ?? 'any' }, to, options)

// Of an image of these tests, one layer is larger.
const limits = { wholeBlob: 100_000 }

/** The same of whatever there is to push. */
export const pushWith = async (
  source: Inputs['source'],
  to: readonly string[],
  options: {
    readonly temporary?: string
    readonly signal?: AbortSignal | undefined
    readonly checksAll?: boolean
    readonly credential?: Credential
  } = {},
): Promise<Pushed> => {
  const {
    temporary = '/nowhere',
    signal = new AbortController().signal,
    checksAll = false,
    credential,
  } = options
  const { registry, warnings } = client({ signal, limits, ...(credential && { credential }) })
  const [first, ...others] = to.map(parseReference)
  assert.ok(first)
  const lines: string[] = []
  const outputs: Record<string, string> = {}
  let summary = ''
  const inputs: Inputs = { source, to: [first, ...others], insecureRegistries: new Set(), summary: true }
  const warn = (line: string): unknown => warnings.push(line)
  const log = openLog(() => {}, false)
  await runTasks(
    (tasks) =>
      run(inputs, {
        ...{ tasks, registry, temporary, checksAll },
        log: { ...log, info: (line) => lines.push(line), warning: warn },
        download: () => assert.fail(),
        setOutputs: (set) => Object.assign(outputs, set),
        recordSubjects: async () => {},
        writeSummary: async (markdown) => {
          summary = markdown
        },
      }),
    { cancelled: signal, warn },
  )
  const { digest = '', references = '', 'subject-name': subjectName = '' } = outputs
  const transfers = lines.flatMap((line) => {
    const [, fetched, mounted] = / uploaded in (\d+), (\d+) mounted, /.exec(line) ?? []
    return fetched === undefined ? [] : [{ fetched: Number(fetched), mounted: Number(mounted) }]
  })
  return {
    outputs: { digest, references: references.split('\n'), subjectName, transfers },
    ...{ summary, lines, warnings },
  }
}

const reader = (): Registry => client().registry

/** The digest that a name means, or undefined if it means nothing. */
export const meaningOf = async (name: string): Promise<Digest | undefined> => {
  const reference = parseReference(name)
  return reader()
    .readableRepository(reference)
    .find(reference.tag ?? 'latest')
}

/** Every byte of an image or an index is in a repository. */
export const assertWhole = async (name: string, { blobs }: Content): Promise<void> => {
  const repository = reader().readableRepository(parseReference(name))
  for (const [digest, bytes] of blobs) {
    const isDocument = /"(?:config|manifests)":/.test(String(Buffer.from(bytes.subarray(0, 400))))
    const mediaType = isDocument ? 'application/vnd.oci.image.manifest.v1+json' : 'application/octet-stream'
    const found = await bytesOf(repository.fetch({ mediaType, digest, size: bytes.length }))
    assert.ok(found.equals(Buffer.from(bytes)), digest)
  }
}

/** Pushes a base image in its own repository. */
export const pushBase = async (t: TestContext, name: string): Promise<void> => {
  await push({ path: await openLayout(t, imageOf(baseTexts)), to: [name] })
}
