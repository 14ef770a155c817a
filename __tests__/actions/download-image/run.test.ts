import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { Inputs } from '../../../src/actions/download-image/inputs.ts'
import { run, type Services } from '../../../src/actions/download-image/run.ts'
import type { FolderCache } from '../../../src/content/folder-cache.ts'
import { dockerClient } from '../../../src/docker/command.ts'
import { isStaging } from '../../../src/files/staging.ts'
import { openLog } from '../../../src/github/step/log.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { closureOf, type Image } from '../../../src/image/image.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { blobPath } from '../../../src/layout/blob.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { findFlaws } from '../../../src/layout/verify.ts'
import { Failure } from '../../../src/message/failure.ts'
import { RunImageStore } from '../../../src/store/run-images.ts'
import { runTasks } from '../../../src/task/task-group.ts'
import { writeImage } from '../../github/written-image.ts'
import { filesIn, writeZip } from '../../github/zip.ts'
import { client } from '../../registry/registry-client.ts'

const baseName = '127.0.0.1:9/team/run:1'

describe('run', () => {
  let folder: string
  /** What is built and uploaded. */
  let source: string
  /** The folder that the target is in. */
  let parent: string
  let target: string
  let image: Image
  let log: string[]
  let outputs: Record<string, unknown>

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'run-'))
    source = join(folder, 'source')
    parent = join(folder, 'workspace')
    target = join(parent, 'my-app')
    log = []
    outputs = {}
    image = await writeImage(source, {
      annotations: {
        'io.containerd.image.name': 'docker.io/library/my-app:1.2',
        'org.opencontainers.image.base.name': baseName,
        'org.opencontainers.image.base.digest': digestOf('base'),
        'io.github.buildpacks-oci-layout.run-image.root': digestOf('base'),
      },
    })
  })
  afterEach(() => rm(folder, { recursive: true }))

  const layer = (index: number) => {
    const descriptor = image.manifest.layers[index]
    assert.ok(descriptor)
    return descriptor
  }

  const start = (
    given: Partial<Inputs> = {},
    others: Partial<Services> = {},
    cancel = new AbortController(),
  ) => {
    const inputs: Inputs = {
      artifacts: [{ name: 'my-app', digest: 'any' }],
      path: target,
      complete: true,
      load: undefined,
      sbom: undefined,
      insecureRegistries: new Set(),
      layoutRepo: join(folder, 'layout-repo'),
      cache: false,
      from: undefined,
      ...given,
    }
    return runTasks(
      (tasks) =>
        run(inputs, {
          tasks,
          setOutputs: (set) => Object.assign(outputs, set),
          log: {
            ...openLog(() => {}, false),
            info: (line) => log.push(line),
            warning: (line) => log.push(line),
          },
          download: async (wanted) => {
            const path = join(wanted.folder, 'artifact.zip')
            await writeZip(path, await filesIn(source))
            return { path, id: 7, name: wanted.name }
          },
          runImages: store(),
          registry: client().registry,
          docker: dockerClient({ PATH: folder }),
          ...others,
        }),
      { cancelled: cancel.signal, warn: (line) => log.push(line) },
    )
  }

  const store = (cache?: FolderCache) => {
    const { registry } = client({ limits: { attempts: 1 } })
    return new RunImageStore({
      root: join(folder, 'layout-repo'),
      registry,
      cache,
      info: () => {},
      warn: () => {},
    })
  }

  const refused = async (running: Promise<unknown>, message: RegExp): Promise<void> => {
    await assert.rejects(running, (error) => {
      assert.ok(error instanceof Failure, String(error))
      assert.match(error.message, message)
      return true
    })
  }

  const assertNothingLeft = async (): Promise<void> => {
    assert.deepEqual(await readdir(parent).catch(() => []), [])
  }

  test('a verified layout is at the target, and no other files are beside it', async () => {
    await start({ artifacts: [{ name: 'my-app', digest: image.descriptor.digest }] })
    assert.deepEqual(outputs, {
      'layout-path': target,
      digest: image.descriptor.digest,
      'image-id': image.manifest.config.digest,
      'image-name': 'my-app:1.2',
      size: closureOf(image).reduce((sum, { size }) => sum + size, 0),
      complete: true,
      'sbom-path': '',
    })
    assert.deepEqual(await readLayout(target), image)
    assert.deepEqual(await readdir(parent), ['my-app'])
    assert.deepEqual((await readdir(target)).sort(), ['blobs', 'index.json', 'oci-layout'])
  })

  test('the requested artifact is downloaded into a folder beside the target', async () => {
    const from = { token: 'secret', repository: 'octo-org/other', runId: 42 }
    const asked: unknown[] = []
    const download: Services['download'] = async (wanted) => {
      asked.push([wanted.name, wanted.from, dirname(wanted.folder)])
      throw new Failure('There is none.')
    }
    await refused(start({ from }, { download }), /^There is none\.$/)
    assert.deepEqual(asked, [['my-app', from, parent]])
    await assertNothingLeft()
  })

  test('a sparse layout is completed', async () => {
    const id = { reference: parseReference(baseName), platform: parsePlatform('linux/amd64') }
    await cp(source, store().folderOf(id), { recursive: true })
    await rm(blobPath(source, layer(0).digest))
    await start()
    assert.equal(outputs['complete'], true)
    assert.equal(outputs['digest'], image.descriptor.digest)
    assert.equal(
      outputs['size'],
      closureOf(image).reduce((sum, { size }) => sum + size, 0),
    )
    assert.deepEqual(await findFlaws(target, closureOf(image)), [])
  })

  test('a sparse layout that cannot be completed does not get to the target', async () => {
    await rm(blobPath(source, layer(0).digest))
    await refused(start(), /^Could not fetch 1 of the 2 layers of sha256:/)
    await assertNothingLeft()
  })

  test('a sparse layout stays sparse with "complete: false", and the log says so', async () => {
    await rm(blobPath(source, layer(0).digest))
    await start({ complete: false })
    assert.equal(outputs['complete'], false)
    assert.equal(outputs['size'], closureOf(image).reduce((sum, { size }) => sum + size, 0) - layer(0).size)
    assert.deepEqual(await readLayout(target), image)
    assert.ok(
      log.some((line) => /is sparse: its layout lacks 1 layer of its base \("complete: false"\)/.test(line)),
      log.join('\n'),
    )
  })

  test('a layout that is not completed cannot be loaded', async () => {
    await rm(blobPath(source, layer(0).digest))
    await refused(
      start({ complete: false, load: parseReference('my-app:ci') }),
      /cannot be loaded into Docker\. Set "complete: true"/,
    )
    await assertNothingLeft()
  })

  test('an earlier layout is replaced', async () => {
    await mkdir(parent)
    await writeImage(target, { layers: ['earlier'] })
    await start()
    assert.deepEqual(await readLayout(target), image)
    assert.deepEqual(await findFlaws(target, closureOf(image)), [])
    assert.equal((await readdir(join(target, 'blobs/sha256'))).length, closureOf(image).length)
  })

  test('an earlier layout stays if the artifact is refused', async () => {
    await mkdir(parent)
    const earlier = await writeImage(target, { layers: ['earlier'] })
    await refused(
      start({ artifacts: [{ name: 'my-app', digest: digestOf('another') }] }),
      /contains another image/,
    )
    assert.deepEqual(await readLayout(target), earlier)
    assert.deepEqual(await readdir(parent), ['my-app'])
  })

  test('a directory that is not a layout is not changed, and nothing is downloaded', async () => {
    await mkdir(target, { recursive: true })
    await writeFile(join(target, 'thesis.txt'), 'years of work')
    const download = () => assert.fail('downloaded')
    await refused(start({}, { download }), /thesis\.txt/)
    assert.equal(await readFile(join(target, 'thesis.txt'), 'utf8'), 'years of work')
  })

  for (const [kind, spoil, message] of [
    ['swapped', () => writeImage(source, { layers: ['other'] }), /contains another image/],
    [
      'truncated',
      () => rm(blobPath(source, image.manifest.config.digest)),
      /its manifest or its configuration is missing/,
    ],
    [
      'enlarged',
      () => writeFile(blobPath(source, digestOf('stray')), 'stray'),
      /contains 1 blob that does not belong/,
    ],
    ['enlarged by a file', () => writeFile(join(source, 'evil.sh'), 'evil'), /the entry "evil\.sh"/],
    ['changed', () => writeFile(blobPath(source, layer(1).digest), 'x'), /is not what its name says/],
  ] as const) {
    test(`an artifact that was ${kind} is not written to the target`, async () => {
      const { digest } = image.descriptor
      await spoil()
      await refused(start({ artifacts: [{ name: 'my-app', digest }] }), message)
      await assertNothingLeft()
    })
  }

  test('a layout that cannot be loaded is at the target all the same', async () => {
    await refused(start({ load: parseReference('my-app:ci') }), /There is no docker command on PATH/)
    assert.deepEqual(await readLayout(target), image)
    assert.equal(outputs['digest'], image.descriptor.digest, 'its outputs are set as well')
  })

  test('with several artifacts each folder for SBOMs is checked before anything is moved into place', async () => {
    const other = join(folder, 'other')
    await writeImage(other, {
      platform: { os: 'linux', architecture: 'arm64' },
      annotations: { 'io.containerd.image.name': 'docker.io/library/my-app:1.2' },
    })
    const sbom = join(folder, 'sbom')
    await mkdir(join(sbom, 'linux-arm64'), { recursive: true })
    await writeFile(join(sbom, 'linux-arm64', 'thesis.txt'), 'years of work')
    const download: Services['download'] = async (wanted) => {
      const path = join(wanted.folder, `${wanted.name}.zip`)
      await writeZip(path, await filesIn(wanted.name === 'arm64' ? other : source))
      return { path, id: 7, name: wanted.name }
    }
    const artifacts = [
      { name: 'amd64', digest: 'any' },
      { name: 'arm64', digest: 'any' },
    ] as const
    await refused(start({ artifacts, sbom }, { download }), /thesis\.txt/)
    assert.deepEqual(outputs, {})
    await assertNothingLeft()
  })

  test('an abort during the download ends it with the reason and leaves nothing', async () => {
    const abort = new AbortController()
    const reason = new Failure('cancelled')
    const download: Services['download'] = async ({ folder: into }) => {
      assert.ok(isStaging(basename(into)), into)
      await writeFile(join(into, 'half.zip'), 'half')
      abort.abort(reason)
      abort.signal.throwIfAborted()
      return assert.fail()
    }
    await assert.rejects(start({}, { download }, abort), reason)
    await assertNothingLeft()
  })

  test('an abort while layers are fetched ends the step at once with the reason and leaves nothing', async () => {
    await rm(blobPath(source, layer(0).digest))
    const abort = new AbortController()
    const reason = new Failure('cancelled')
    const cache: FolderCache = {
      restore: () => {
        abort.abort(reason)
        return new Promise(() => {})
      },
      restoreNewest: () => assert.fail('a download restored some entry'),
      save: () => assert.fail('a download saved an entry'),
    }
    await assert.rejects(start({}, { runImages: store(cache) }, abort), reason)
    await assertNothingLeft()
  })
})
