import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { exampleWorkflow, ownRepository, runWorkflow } from '../../../lab/driving/act.ts'
import { makeBuilder } from '../../../lab/images/builder.ts'
import { assertSucceeded, lab, openFolder, openResults, removeLater, stepOf } from '../workflow.ts'

/** What the repository of the actions itself can say: `uses: ./`. */
const ownWorkflow = `
name: Own repository
on: push
jobs:
  build:
    name: Build
    runs-on: ubuntu-latest
    outputs:
      digest: \${{ steps.image.outputs.digest }}
      artifact-name: \${{ steps.image.outputs.artifact-name }}
      image-id: \${{ steps.image.outputs.image-id }}
    steps:
      - uses: actions/checkout@v7
      - id: image
        uses: ./
        with:
          image-path: out/hello:1.2
          path: examples/hello
          builder: \${{ vars.BUILDER }}
          env: |
            GREETING=Good morning
            SUBJECT
        env:
          SUBJECT: from the step
      - run: ls -d "\${{ steps.image.outputs.layout-path }}/blobs/sha256/\${MANIFEST#sha256:}"
        env:
          MANIFEST: \${{ steps.image.outputs.digest }}
  use:
    name: Use
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - id: fetch
        uses: ./download
        with:
          artifact-name: \${{ needs.build.outputs.artifact-name }}
          path: images/hello
          digest: \${{ needs.build.outputs.digest }}
          load: lab/own-repository:1.2
      - run: |
          id="$(docker image inspect --format '{{.Id}}' lab/own-repository:1.2)"
          test "$id" = "\${{ needs.build.outputs.image-id }}" || test "$id" = "\${{ needs.build.outputs.digest }}"
      - run: docker run --rm lab/own-repository:1.2 you
`

test('with uses: ./ a later step and a later job use the outputs of the build', async (t) => {
  const results = await openResults(t)
  removeLater(t, 'lab/own-repository:1.2')
  const workflow = join(await openFolder(t), 'own.yml')
  await writeFile(workflow, ownWorkflow)
  const result = await runWorkflow({
    workflow,
    repository: ownRepository,
    results,
    run: 1,
    variables: { BUILDER: lab.builders.tiny.oldest },
  })

  assertSucceeded(result, 'Build', 'Use')
  const { outputs, summary } = stepOf(result, 'Build', 'image')
  assert.equal(outputs['artifact-name'], 'hello')
  assert.equal(outputs['image-name'], 'hello:1.2')
  const manifest = outputs['digest']?.replace('sha256:', '')
  assert.equal(stepOf(result, 'Build', '2').log, `${outputs['layout-path']}/blobs/sha256/${manifest}\n`)
  assert.match(summary, /- uses: "?\.\/download"?\n/)
  const fetched = stepOf(result, 'Use', 'fetch').outputs
  assert.match(fetched['layout-path'] ?? '', /\/images\/hello$/)
  assert.equal(fetched['digest'], outputs['digest'])
  assert.equal(stepOf(result, 'Use', '3').log, 'Good morning, you!\n')
})

test('a build that fails: the error says why, nothing is uploaded, no later job runs, and no incomplete cache entry stays', async (t) => {
  const results = await openResults(t)
  const result = await runWorkflow({
    workflow: exampleWorkflow('build-and-test'),
    repository: {
      'build.sh':
        'echo "::set-output name=digest::sha256:forged"\necho "missing semicolon in line 3" >&2\nexit 7\n',
    },
    results,
    run: 1,
    variables: {
      BUILDER: await makeBuilder({
        name: 'lab/builder-workflow-script:latest',
        base: 'tiny',
        lifecycle: 'newest',
        runImage: lab.runImages.tiny.docker,
        buildpacks: [join(import.meta.dirname, '..', 'buildpacks', 'script')],
      }),
    },
  })

  assert.equal(result.exitCode, 1, result.transcript)
  assert.deepEqual([...result.jobs.keys()], ['Build'], 'the job that needs the image is not started')
  const { outcome, outputs, log, summary } = stepOf(result, 'Build', 'image')
  assert.equal(outcome, 'failure')
  assert.deepEqual(outputs, {})
  assert.match(summary, /^<h2>Build failed<\/h2>/)
  assert.match(summary, /missing semicolon in line 3/)
  const errors = log.split('\n').filter((line) => line.startsWith('::error::'))
  assert.equal(errors.length, 1, log)
  assert.match(errors[0] ?? '', /^::error::The build failed .*buildpack.*exit code 51/)
  const [, after = ''] = log.split('::error::')
  assert.match(after, /missing semicolon in line 3/)
  assert.doesNotMatch(log, /^\s+at .*index\.js/m, 'there is no stack')
  assert.deepEqual(results.artifacts(), [])
  // The run image was verified and saved while the build went on: whole, or not at all.
  for (const entry of results.cacheEntries()) assert.ok(entry.complete)
})
