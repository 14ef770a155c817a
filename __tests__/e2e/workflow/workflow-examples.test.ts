import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { exampleWorkflow, runWorkflow } from '../../../lab/driving/act.ts'
import { root } from '../../../lab/tools/folder.ts'
import {
  assertSucceeded,
  hello,
  lab,
  openFolder,
  openResults,
  removeLater,
  stepOf,
  withLostOutputs,
} from '../workflow.ts'

const variables = { BUILDER: lab.builders.tiny.newest }

test('outputs.yml: later steps use the outputs of the build', async (t) => {
  const results = await openResults(t)
  const result = await runWorkflow({
    workflow: exampleWorkflow('outputs'),
    repository: hello(),
    results,
    run: 1,
    variables,
  })

  assertSucceeded(result, 'Build and look')
  const { outputs } = stepOf(result, 'Build and look', 'image')
  const told = `${outputs['image-name']} for ${outputs['platform']}, ${outputs['size']} bytes, on ${lab.runImages.tiny.docker} (${outputs['run-image-digest']})`
  assert.match(told, /^my-app:1\.2 for linux\/\w+, \d+ bytes, on \S+ \(sha256:[0-9a-f]{64}\)$/)
  assert.equal(stepOf(result, 'Build and look', '3').log, `${told}\n`)
  assert.deepEqual(results.artifacts(), [])
  assert.equal(outputs['artifact-id'], undefined)
})

test('build-and-test.yml: the next job runs the image that was built', async (t) => {
  const results = await openResults(t)
  const result = await runWorkflow({
    workflow: exampleWorkflow('build-and-test'),
    repository: hello(),
    results,
    run: 7,
    variables,
  })

  assertSucceeded(result, 'Build', 'Test')
  const built = stepOf(result, 'Build', 'image')
  const fetched = stepOf(result, 'Test', '0')
  const { digest, 'image-id': imageId, 'image-name': imageName, size } = built.outputs
  assert.partialDeepStrictEqual(fetched.outputs, {
    digest,
    'image-id': imageId,
    'image-name': imageName,
    size,
  })
  assert.equal(fetched.outputs['complete'], 'true')
  // The engine may have the image of an earlier test.
  assert.match(fetched.log, new RegExp(`(?:Loaded|Named) docker\\.io/library/my-app:ci\\b.* ${imageId}`))
  assert.equal(stepOf(result, 'Test', '1').log, 'Hello, world!\n')
  const [artifact, ...others] = results.artifacts()
  assert.equal(others.length, 0)
  assert.partialDeepStrictEqual(built.outputs, {
    'artifact-name': artifact?.name,
    'artifact-id': String(artifact?.id),
    'artifact-digest': artifact?.digest,
    'artifact-url': `https://github.com/octo/app/actions/runs/7/artifacts/${artifact?.id}`,
  })
  assert.ok(built.summary.includes(digest ?? 'no digest'))
})

test('several-images.yml: a matrix builds two images, and one job fetches both', async (t) => {
  const results = await openResults(t)
  removeLater(t, 'web:ci', 'worker:ci')
  const result = await runWorkflow({
    workflow: await withLostOutputs(exampleWorkflow('several-images'), await openFolder(t)),
    repository: {
      'web/hello.sh': 'echo "I am web"\n',
      'worker/hello.sh': 'echo "I am worker"\n',
    },
    results,
    run: 1,
    variables,
  })

  assertSucceeded(result, 'Build (web)', 'Build (worker)', 'Test')
  assert.deepEqual(
    results
      .artifacts()
      .map(({ name }) => name)
      .toSorted(),
    ['web', 'worker'],
  )
  for (const [place, image] of ['web', 'worker'].entries()) {
    const { digest } = stepOf(result, `Build (${image})`, 'image').outputs
    assert.equal(stepOf(result, 'Test', String(place)).outputs['digest'], digest)
    assert.equal(stepOf(result, 'Test', String(place + 2)).log, `I am ${image}\n`)
  }
})

test('every workflow in examples/workflows is run by a test', async () => {
  const tests = (await readdir(import.meta.dirname)).filter((name) => /^workflow-.*\.test\.ts$/.test(name))
  const texts = await Promise.all(tests.map((name) => readFile(join(import.meta.dirname, name), 'utf8')))
  const run = texts.flatMap((text) =>
    [...text.matchAll(/exampleWorkflow\('(.+?)'\)/g)].map(([, name]) => name),
  )
  const shown = (await readdir(join(root, 'examples', 'workflows'))).map((file) => file.replace(/\.yml$/, ''))
  assert.deepEqual([...new Set(run)].toSorted(), shown.toSorted())
})
