import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { extract } from 'tar-stream'
import { dockerClient } from '../../src/docker/command.ts'
import { loadImage } from '../../src/docker/load.ts'
import { digestOf, hexOf } from '../../src/image/digest.ts'
import { closureOf, type Image } from '../../src/image/image.ts'
import { parseReference } from '../../src/image/reference.ts'
import { blobPath } from '../../src/layout/blob.ts'
import { Failure } from '../../src/message/failure.ts'
import { writeImage } from '../github/written-image.ts'

/**
 * Stands in for the docker command: notes how it was called, says that it has the images that are listed in a file, and
 * lists those of `GAINED` there once it has loaded an archive.
 */
const dockerCommand = `#!/bin/sh
echo "$*" >> "$STATE/calls"
case "$1 $2" in
  'image inspect')
    id=$(grep "^$3 " "$STATE/images" | cut -d ' ' -f 2)
    if [ -z "$id" ]; then echo "Error: No such image: $3" >&2; exit 1; fi
    echo '[{"Id":"'"$id"'","Os":"linux","Architecture":"amd64"}]' ;;
  'image load')
    echo "$$" > "$STATE/pid"
    if [ -n "$REFUSAL" ]; then echo "$REFUSAL" >&2; exit 1; fi
    if [ -n "$STUCK" ]; then exec sleep 60; fi
    cat > "$STATE/archive.tar"
    echo "$GAINED" >> "$STATE/images" ;;
esac
`

describe('loadImage', () => {
  let folder: string
  let layout: string
  let image: Image
  const reference = parseReference('my-app:ci')
  const name = 'docker.io/library/my-app:ci'

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'load-'))
    layout = join(folder, 'layout')
    image = await writeImage(layout, { layers: ['base', 'app', 'app'] })
    await writeFile(join(folder, 'docker'), dockerCommand)
    await chmod(join(folder, 'docker'), 0o755)
    await writeFile(join(folder, 'images'), '')
  })
  afterEach(() => rm(folder, { recursive: true }))

  const load = (
    environment: Readonly<Record<string, string>> = {},
    signal = new AbortController().signal,
  ) => {
    const path = `${folder}:${process.env['PATH']}`
    const docker = dockerClient({ PATH: path, STATE: folder, ...environment })
    return loadImage(docker, layout, image, reference, signal)
  }

  const calls = async (): Promise<readonly string[]> =>
    (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')

  const refused = async (loading: Promise<unknown>, message: RegExp): Promise<void> => {
    await assert.rejects(loading, (error) => {
      assert.ok(error instanceof Failure, String(error))
      assert.match(error.message, message)
      return true
    })
  }

  const archive = async (): Promise<ReadonlyMap<string, Buffer>> => {
    const files = new Map<string, Buffer>()
    const entries = Readable.from([await readFile(join(folder, 'archive.tar'))]).pipe(extract())
    for await (const entry of entries) {
      const chunks: Uint8Array[] = []
      for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(chunk)
      files.set(entry.header.name, Buffer.concat(chunks))
    }
    return files
  }

  test('in the classic store, a loaded image has the digest of the configuration as ID', async () => {
    const id = image.manifest.config.digest
    assert.deepEqual(await load({ GAINED: `${name} ${id}` }), { name, id, wasPresent: false })
  })

  test('in the containerd store, a loaded image has the digest of the manifest as ID', async () => {
    const id = image.descriptor.digest
    assert.deepEqual(await load({ GAINED: `${name} ${id}` }), { name, id, wasPresent: false })
  })

  test('the archive has all blobs unchanged, and documents for both stores', async () => {
    await load({ GAINED: `${name} ${image.manifest.config.digest}` })
    const files = new Map(await archive())
    for (const { digest } of closureOf(image)) {
      const path = `blobs/sha256/${hexOf(digest)}`
      assert.deepEqual(files.get(path), await readFile(blobPath(layout, digest)))
      files.delete(path)
    }
    const documents = [...files].map(([file, content]) => [file, JSON.parse(content.toString())])
    const path = ({ digest }: { digest: string }) => `blobs/sha256/${digest.slice('sha256:'.length)}`
    assert.deepEqual(Object.fromEntries(documents), {
      'oci-layout': { imageLayoutVersion: '1.0.0' },
      'index.json': {
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: [
          {
            mediaType: image.descriptor.mediaType,
            digest: image.descriptor.digest,
            size: image.descriptor.size,
            annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': 'ci' },
          },
        ],
      },
      'manifest.json': [
        { Config: path(image.manifest.config), RepoTags: [name], Layers: image.manifest.layers.map(path) },
      ],
    })
  })

  for (const store of ['classic', 'containerd'] as const) {
    test(`an image that the engine has gets only the name: ${store}`, async () => {
      const id = store === 'classic' ? image.manifest.config.digest : image.descriptor.digest
      await writeFile(join(folder, 'images'), `${id} ${id}\n`)
      assert.deepEqual(await load(), { name, id, wasPresent: true })
      assert.equal((await calls()).at(-1), `image tag ${id} ${name}`)
      assert.ok(!(await calls()).includes('image load'))
    })
  }

  test('an unexpected image ID is a Failure that contains both IDs', async () => {
    const other = digestOf('other')
    const loading = load({ GAINED: `${name} ${other}` })
    await refused(loading, new RegExp(`expected ${image.manifest.config.digest}, found ${other}`))
  })

  test('the engine’s message is part of the error', async () => {
    const loading = load({ REFUSAL: 'Error response from daemon: no space left on device' })
    await refused(
      loading,
      /^The Docker engine did not load docker\.io\/library\/my-app:ci: .*no space left on device\. Check/,
    )
  })

  test('the error for layers compressed with zstd advises to update the engine', async () => {
    const [layer, ...others] = image.manifest.layers
    assert.ok(layer)
    const zstd = { ...layer, mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd' }
    image = { ...image, manifest: { ...image.manifest, layers: [zstd, ...others] } }
    await refused(
      load({ REFUSAL: 'archive/tar: invalid tar header' }),
      /zstd, which engines older than 23\.0 cannot read/,
    )
  })

  test('an unreadable blob is a Failure, whatever the engine’s message about the incomplete image', async () => {
    const [layer] = image.manifest.layers
    assert.ok(layer)
    await rm(blobPath(layout, layer.digest))
    await refused(load({ GAINED: `${name} ${image.manifest.config.digest}` }), /^Could not read the layout/)
  })

  test('an abort throws the reason, and no docker command is left running', async () => {
    const abort = new AbortController()
    const reason = new Error('cancelled')
    const loading = load({ STUCK: 'yes' }, abort.signal)
    const watching = (async () => {
      for (;;) {
        const pid = await readFile(join(folder, 'pid'), 'utf8').catch(() => '')
        if (pid !== '') return Number(pid)
        await new Promise(setImmediate)
      }
    })()
    const pid = await watching
    abort.abort(reason)
    await assert.rejects(loading, reason)
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  })
})
