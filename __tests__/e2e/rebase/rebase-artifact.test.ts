import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { githubToken } from '../../../lab/services/results.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import { build, openWorkspace, scriptBuilder } from '../build.ts'
import { download, openLaterJob } from '../download.ts'
import {
  documentsOf,
  openNight,
  pushBuilt,
  pushLayout,
  pushRunImage,
  type RunImageContent,
  rebase,
} from '../rebase.ts'
import { openResults } from '../workflow.ts'

const former: RunImageContent = { version: '1', labels: { gone: 'x', kept: 'run', overridden: 'run 1' } }
const current: RunImageContent = { version: '2', labels: { kept: 'run', overridden: 'run 2', added: 'y' } }

const app = {
  'build.sh': `set -e
printf '[[labels]]\\nkey = "overridden"\\nvalue = "ours"\\n[[processes]]\\ntype = "web"\\ncommand = ["true"]\\ndefault = true\\n' > "$CNB_LAYERS_DIR/launch.toml"
`,
}

for (const sparse of ['false', 'true']) {
  test(`an artifact of a previous run loses the labels of its former run image, sparse: ${sparse}`, async (t) => {
    const name = `e2e-rebase-artifact/${sparse}`
    const results = await openResults(t)
    const runImage = await pushRunImage(name, former)
    const builder = await scriptBuilder('shared')
    const workspace = await openWorkspace(t, app)
    const inputs = { builder, 'run-image': runImage, upload: 'true', sparse }
    const first = await build(workspace, inputs, {
      env: { ...results.envOf({ run: 41 }), GITHUB_RUN_ID: '41' },
    })
    await pushRunImage(name, current)
    await rm(workspace.layoutRepo, { recursive: true, force: true })
    const second = await build(workspace, { ...inputs, upload: 'false' })

    const night = await openNight(t)
    const env = results.envOf({ run: 42 })
    const { outputs } = await rebase(
      night,
      {
        'artifact-name': 'my-app',
        digest: first.outputs['digest'] ?? '',
        'run-id': '41',
        'github-token': githubToken,
        upload: 'true',
      },
      { env },
    )
    assert.equal(outputs['digest'], second.outputs['digest'])
    assert.equal(outputs['image-name'], 'my-app:latest')
    assert.equal(outputs['artifact-name'], 'my-app')

    // The app's own layers are in the artifact, and may be nowhere else.
    const { image } = await documentsOf(join(night.folder, 'rebased'))
    assert.equal(image.annotations?.[annotationKeys.appName], undefined)
    await pushLayout(join(night.folder, 'rebased'), `${name}/pushed`)
    const later = await download(
      await openLaterJob(t),
      { digest: outputs['digest'] ?? '', load: 'lab/rebased:ci' },
      { env },
    )
    assert.equal(later.outputs['complete'], 'true')

    // And back: the layout says what the image stands on.
    await pushRunImage(name, former)
    const back = await rebase(
      await openNight(t),
      { 'artifact-name': 'my-app', digest: outputs['digest'] ?? '', overwrite: 'true' },
      { env },
    )
    assert.equal(back.outputs['digest'], first.outputs['digest'])
  })
}

test('a sparse rebase of an image in a registry is uploaded as an artifact, which the download completes', async (t) => {
  const name = 'e2e-rebase-artifact/registry'
  const results = await openResults(t)
  const { env } = results
  const runImage = await pushRunImage(name, former)
  const workspace = await openWorkspace(t)
  const built = await build(workspace, { 'run-image': runImage })
  const image = await pushBuilt(built.outputs['layout-path'] ?? '', `${name}/my-app`)
  await pushRunImage(name, { ...former, version: '2' })
  const { outputs } = await rebase(await openNight(t), { image, upload: 'true' }, { env })
  assert.ok(Number(outputs['size']) < 20_000)

  const later = await openLaterJob(t)
  const digest = outputs['digest'] ?? ''
  const completed = await download(later, { digest, load: 'lab/rebased:ci' }, { env })
  assert.equal(completed.outputs['complete'], 'true')
  assert.match(completed.log, /Completed with layers: 0 reused, \d+ fetched from the registry/)

  // The artifact is an image like any other: it can be rebased as well.
  await pushRunImage(name, { ...former, version: '3' })
  const night = await openNight(t)
  const again = await rebase(night, { 'artifact-name': 'my-app', digest, overwrite: 'true' }, { env })
  assert.equal(again.outputs['changed'], 'true')
  await pushLayout(join(night.folder, 'rebased'), `${name}/again`)
})
