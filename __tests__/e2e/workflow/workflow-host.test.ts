import assert from 'node:assert/strict'
import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { exampleWorkflow, runWorkflow } from '../../../lab/driving/act.ts'
import { root } from '../../../lab/tools/folder.ts'
import { adapted, assertSucceeded, hello, lab, openFolder, openResults, stepOf } from '../workflow.ts'

test('a job in the builder’s own container builds what a later job downloads, without Docker', async (t) => {
  const results = await openResults(t)
  // Unlike GitHub's runner, act brings no Node into the container.
  const node = dirname(await realpath(join(root, 'node_modules', '.bin', 'node')))
  const options = 'options: --user root'
  const result = await runWorkflow({
    workflow: await adapted(
      exampleWorkflow('without-docker'),
      await openFolder(t),
      options,
      `${options} --volume ${node}:/usr/local/bin:ro`,
    ),
    repository: hello(),
    results,
    run: 1,
    variables: { BUILDER: lab.builders.debian.newest },
  })

  assertSucceeded(result, 'Build', 'Fetch')
  const { log, outputs } = stepOf(result, 'Build', 'image')
  assert.match(log, /^Builder: the job's container for linux\//m)
  assert.equal(stepOf(result, 'Fetch', 'image').outputs['digest'], outputs['digest'])
})
