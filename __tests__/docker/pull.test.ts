import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { pullImage } from '../../src/docker/pull.ts'
import { makeFifo } from '../layout/file-system.ts'
import { failureOf } from '../registry/registry-client.ts'
import { complaining, fakeDocker } from './docker-command.ts'

const name = 'acme/builder:1'

test('an image is pulled for its platform, with a log line', async (t) => {
  const { docker, calls } = await fakeDocker(t, ':')
  const notes: string[] = []
  const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' }
  await pullImage(docker, name, platform, (message) => notes.push(message))
  assert.deepEqual(await calls(), ['pull --quiet --platform linux/arm64/v8 acme/builder:1'])
  assert.deepEqual(notes, ['Pulling the builder acme/builder:1'])
})

test('a long pull is logged again', async (t) => {
  const { docker, file } = await fakeDocker(t, 'read line < "$FAKE/go"')
  makeFifo(file('go'))
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  const notes: string[] = []
  const pulling = pullImage(docker, name, undefined, (message) => notes.push(message))
  t.mock.timers.tick(30_000)
  t.mock.timers.tick(30_000)
  await writeFile(file('go'), 'now\n')
  await pulling
  assert.deepEqual(notes.slice(1), [
    'Still pulling the builder acme/builder:1, for 30 s',
    'Still pulling the builder acme/builder:1, for 60 s',
  ])
})

describe('a pull that fails says why', () => {
  const daemon = 'Error response from daemon: '
  const refusals: readonly (readonly [string, RegExp])[] = [
    [
      'manifest for acme/builder:1 not found: manifest unknown: manifest unknown',
      /^Could not pull the builder acme\/builder:1: its registry has no such image\. Check the name/,
    ],
    [
      'failed to resolve reference "docker.io/acme/builder:1": docker.io/acme/builder:1: not found',
      /no such image/,
    ],
    [
      "pull access denied for acme/builder, repository does not exist or may require 'docker login': denied",
      /does not exist, or needs a login/,
    ],
    ['Head "https://ghcr.io/v2/acme/builder/manifests/1": denied', /refuses access\. Log in/],
    ['Head "https://r.example/v2/": unauthorized: authentication required', /refuses access/],
    ['Get "https://r.example/v2/": no basic auth credentials', /refuses access/],
    ['toomanyrequests: You have reached your pull rate limit.', /allows no more pulls for now/],
    ['no matching manifest for linux/amd64 in the manifest list entries', /does not exist for the platform/],
    [
      'choosing an image from manifest list docker://acme/builder:1: no image found in manifest list for architecture arm64, variant "", OS linux',
      /does not exist for the platform/,
    ],
    [
      'choosing an image from manifest list docker://acme/builder:1: no image found in image index for architecture "arm64", variant "", OS "linux"',
      /does not exist for the platform/,
    ],
    ['Get "https://r.example/v2/": dial tcp: lookup r.example: no such host', /cannot be reached/],
    ['Get "https://r.example/v2/": net/http: TLS handshake timeout', /cannot be reached/],
    ['write /var/lib/docker/tmp/x: no space left on device', /refused\. See below/],
  ]
  for (const [text, pattern] of refusals) {
    test(text.slice(0, 60), async (t) => {
      const { docker } = await fakeDocker(t, complaining(daemon + text))
      await assert.rejects(
        pullImage(docker, name, undefined, () => {}),
        { name: 'Failure', message: pattern, detail: [daemon + text] },
      )
    })
  }

  test('an unreachable engine is not reported as a problem of the registry', async (t) => {
    const text = 'Cannot connect to the Docker daemon at unix:///run/x.sock. Is the docker daemon running?'
    const { docker } = await fakeDocker(t, complaining(text))
    assert.match(
      await failureOf(pullImage(docker, name, undefined, () => {})),
      /^No Docker engine answers at unix:\/\/\/run\/x\.sock\./,
    )
  })
})
