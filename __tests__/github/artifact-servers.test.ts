import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Server } from '../../src/github/step/step-context.ts'
import { artifactOf, failureThatSays } from './artifact.ts'
import { startFixture } from './service.ts'

const { service, folder } = await startFixture()
const { uploadArtifact } = await import('../../src/github/artifact/artifact-upload.ts')
const { downloadArtifact } = await import('../../src/github/artifact/artifact-download.ts')

const log = { debug: (): void => {} }

const runOn = (server: Server, serverUrl: string) => {
  process.env['GITHUB_SERVER_URL'] = serverUrl
  return { server, serverUrl, repository: 'octo/app', runId: 7 }
}

const wanted = async () => ({ name: 'my-app', folder: await mkdtemp(join(folder, 'download-')) })

for (const server of ['Gitea', 'Forgejo'] as const) {
  test(`${server} has the artifact service: uploaded, replaced, found and downloaded there`, async () => {
    const run = runOn(server, 'https://git.example.org')
    const artifact = { ...(await artifactOf(folder, 'blob')), name: 'my app' }
    const first = await uploadArtifact(artifact, run, log)
    const second = await uploadArtifact({ ...artifact, overwrite: true }, run, log)
    assert.notEqual(first.id, second.id)
    const { id } = await downloadArtifact({ ...(await wanted()), name: 'my app' }, server, log)
    assert.equal(id, second.id)
    assert.equal(process.env['GITHUB_SERVER_URL'], 'https://git.example.org')
    // Its pages know artifacts by their names.
    assert.equal(second.url, 'https://git.example.org/octo/app/actions/runs/7/artifacts/my%20app')
  })
}

test('for Gitea, the server’s URL is replaced only while a call starts', async () => {
  const run = runOn('Gitea', 'https://git.example.org')
  const seen: (string | undefined)[] = []
  await uploadArtifact(await artifactOf(folder), run, {
    debug: (line) => {
      if (line.startsWith('[Response]')) seen.push(process.env['GITHUB_SERVER_URL'])
    },
  })
  assert.deepEqual(seen, ['https://git.example.org', 'https://git.example.org'])
})

test('GitHub Enterprise Server has no such service, and the advice is the action’s own', async () => {
  const run = runOn('GitHub Enterprise Server', 'https://github.example.org')
  await assert.rejects(
    uploadArtifact(await artifactOf(folder), run, log),
    failureThatSays([/Enterprise Server does not support this version of artifacts/, /upload: false/]),
  )
  await assert.rejects(downloadArtifact(await wanted(), run.server, log), (error) => {
    failureThatSays([/Enterprise Server does not support this version of artifacts/, /Remove this step/])(
      error,
    )
    assert.doesNotMatch(String(error), /upload: false/)
    return true
  })
})

test('outside of an action there is nowhere to download from, and "upload: false" is no advice', async () => {
  delete process.env['ACTIONS_RUNTIME_TOKEN']
  await assert.rejects(downloadArtifact(await wanted(), 'GitHub', log), (error) => {
    failureThatSays(/uses:/)(error)
    assert.doesNotMatch(String(error), /upload: false/)
    return true
  })
})

// How servers answer that do not know the field "mime_type", and act's storage, which never lets this client in.
const notUnderstood = { on: 'CreateArtifact', status: 500 } as const
const withWords = { ...notUnderstood, text: 'Error decode request body\n' }
const withoutWords = { ...notUnderstood, text: '' }
const unauthorized = { on: 'PutBlock', status: 401, text: '' } as const

for (const [server, fault, says] of [
  ['Gitea', withWords, /this version of Gitea does not support .*1\.26 or newer, or set "upload: false"/],
  ['Forgejo', withWords, /this version of Forgejo does not support .*Update Forgejo, or set "upload: false"/],
  ['act', withoutWords, /act's artifact server does not support .*Set "upload: false"/],
  ['act', unauthorized, /act's artifact server does not support .*Set "upload: false"/],
  ['Gitea', { on: 'FinalizeArtifact', status: 500 }, /Gitea's artifact service failed.*the log of Gitea/],
  ['Gitea', { on: 'CreateArtifact', breakAfter: 1 }, /connection to Gitea failed.*ACTIONS_RESULTS_URL/],
] as const) {
  test(`${server} that answers ${JSON.stringify(fault)}: the error names it, and says what to do there`, async (t) => {
    t.after(service.misbehave(fault))
    const run = runOn(server, server === 'act' ? 'https://github.com' : 'https://git.example.org')
    await assert.rejects(uploadArtifact(await artifactOf(folder), run, log), (error) => {
      failureThatSays(says, /GitHub's client says: ./)(error)
      assert.doesNotMatch(String(error), /githubstatus|accessible-domains/)
      return true
    })
  })
}
