import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { build, lab, openWorkspace, scriptBuilder } from '../build.ts'
import {
  documentsOf,
  keepCopy,
  openNight,
  pushBuilt,
  pushRunImage,
  type RunImageContent,
  rebase,
} from '../rebase.ts'

interface Case {
  readonly title: string
  readonly former: RunImageContent
  readonly current: RunImageContent
  readonly inputs?: Readonly<Record<string, string>>
}

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const preserve = { 'media-types': 'preserve' }

// Each has another layer, and is gone back from: to the build on the former run image.
const otherEnvironment: Case = {
  title: 'another environment and other labels',
  former: { version: '1', labels: { 'run.version': '1', shared: '<a> & "b"', 10: '10', 9: '9' } },
  current: {
    version: '2',
    env: ['LANG=C.UTF-8', 'PATH=/opt/bin:/bin', 'CNB_APP_DIR=/elsewhere', 'EMPTY='],
    labels: { 'run.version': '2', shared: '<c> & "d"\u2028', 10: 'ten', 9: 'nine' },
  },
}

const cases: readonly Case[] = [
  {
    title: 'from Docker’s media types to OCI’s and back, as the lifecycle writes them, and to no history',
    former: { version: '1' },
    current: { version: '2', kind: 'oci', annotations: { z: '1', a: '<2>' }, history: undefined },
    inputs: preserve,
  },
  {
    title:
      'a configuration with everything in it, and from a history that fits no layers to one of empty layers',
    former: { version: '1', kind: 'mixed', history: [{ created_by: 'too few' }] },
    current: {
      version: '2',
      kind: 'oci',
      env: [path, 'A=1'],
      config: {
        Cmd: ['sh'],
        Entrypoint: ['/bin/sh'],
        ExposedPorts: { '9/tcp': {}, '80/tcp': {}, '10/udp': {} },
        Healthcheck: { Test: ['CMD', 'true'], Interval: 30_000_000_000, Retries: 3 },
        OnBuild: [],
        Shell: ['/bin/sh', '-c'],
        StopSignal: 'SIGINT',
        Tty: true,
        Unknown: 'lost',
        User: '1000',
        Volumes: { '/data': {}, '/cache': {} },
        WorkingDir: '/',
      },
      history: [
        { created: '2024-01-01T00:00:00Z', created_by: 'one' },
        { created: '2024-01-01T00:00:00Z', created_by: 'ENV', empty_layer: true },
        { created: '2024-01-01T00:00:00Z', created_by: 'two', comment: 'a < b' },
        { created: '2024-01-01T00:00:00Z', created_by: 'three', author: 'me' },
      ],
    },
  },
]

/** Builds on one run image and then on what its name means later, and rebases the first: there, and back. */
const compare = async (
  t: TestContext,
  name: string,
  builder: string,
  { former, current, inputs = {} }: Case,
  app?: Readonly<Record<string, string>>,
): Promise<void> => {
  const runImage = await pushRunImage(name, former)
  const workspace = await openWorkspace(t, app)
  const options = { builder, 'run-image': runImage, ...inputs }
  const first = await build(workspace, options)
  const image = await pushBuilt(first.outputs['layout-path'] ?? '', `${name}/app`)

  await pushRunImage(name, current)
  await rm(workspace.layoutRepo, { recursive: true, force: true })
  const second = await build(workspace, options)
  const expected = await keepCopy(t, second.outputs['layout-path'] ?? '')
  assert.notEqual(second.outputs['digest'], first.outputs['digest'])

  const night = await openNight(t)
  const rebased = await rebase(night, { image })
  const layout = join(night.folder, 'rebased')
  const [{ config, manifest }, wanted] = [await documentsOf(layout), await documentsOf(expected)]
  assert.equal(config, wanted.config)
  assert.equal(manifest, wanted.manifest)
  assert.equal(rebased.outputs['digest'], second.outputs['digest'])
  assert.equal(rebased.outputs['changed'], 'true')

  // The new one may be rebased as well: nothing to do now, and back to the first when the name means that again.
  const again = await pushBuilt(expected, `${name}/app`, 'rebased')
  const unchanged = await rebase(night, { image: again })
  assert.deepEqual(
    [unchanged.outputs['changed'], unchanged.outputs['digest'], unchanged.outputs['layout-path']],
    ['false', second.outputs['digest'], undefined],
  )
  await pushRunImage(name, former)
  const back = await rebase(night, { image: again })
  assert.equal(back.outputs['digest'], first.outputs['digest'])
}

suite('a rebase creates the same image as a build on the new run image', { concurrency: 2 }, () => {
  for (const [nth, one] of cases.entries()) {
    test(one.title, async (t) => {
      await compare(t, `e2e-rebase/${nth}`, lab.builders.tiny.newest, one)
    })
  }

  // What the lifecycles write differently is in every image, so one case is enough for the older one.
  test(`${otherEnvironment.title}, the oldest lifecycle`, async (t) => {
    await compare(t, 'e2e-rebase/oldest', lab.builders.tiny.oldest, otherEnvironment)
  })

  test(`${otherEnvironment.title}, and unusual labels and layers of buildpacks`, async (t) => {
    const app = {
      'build.sh': `set -e
mkdir -p "$CNB_LAYERS_DIR/10/env" "$CNB_LAYERS_DIR/9"
echo ten > "$CNB_LAYERS_DIR/10/file"
echo nine > "$CNB_LAYERS_DIR/9/file"
printf '[types]\\nlaunch = true\\n[metadata]\\n10 = "<a>"\\n9 = 9007199254740993\\nz = 1.5\\n' > "$CNB_LAYERS_DIR/10.toml"
printf '[types]\\nlaunch = true\\n' > "$CNB_LAYERS_DIR/9.toml"
printf '[[labels]]\\nkey = "build.version"\\nvalue = "of the buildpack"\\n[[labels]]\\nkey = "own"\\nvalue = "<&>"\\n[[processes]]\\ntype = "web"\\ncommand = ["true"]\\ndefault = true\\n' > "$CNB_LAYERS_DIR/launch.toml"
`,
    }
    await compare(t, 'e2e-rebase/labels', await scriptBuilder('shared'), otherEnvironment, app)
  })
})
