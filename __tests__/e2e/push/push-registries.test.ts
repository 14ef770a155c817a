import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { checkLayout } from '../../../lab/images/layout-check.ts'
import { credentials } from '../../../lab/services/token-server.ts'
import { run } from '../../../lab/tools/command.ts'
import { lab, runImage } from '../build.ts'
import { openLayout } from '../layouts.ts'
import { failedPush, loggedIn, openRegistry, push } from '../push.ts'
import { openFolder } from '../workflow.ts'

const { crane, regctl, skopeo } = lab.tools
const { full } = lab.layouts

suite('a built layout is pushed to different registries, and other clients read it', () => {
  for (const kind of ['none', 'basic', 'token', 'crane'] as const) {
    test(`registry: ${kind}`, async (t) => {
      const { address } = await openRegistry(t, kind)
      const { workspace, descriptor: image } = await openLayout(t, full)
      const env = kind === 'crane' ? {} : await loggedIn(t, address)
      const names = [`${address}/team/app:1.2`, `${address}/team/app`, `${address}/other/app:edge`]
      const inputs = { digest: image.digest, to: names.join('\n') }

      const first = await push(workspace, inputs, { env })
      assert.equal(first.outputs['digest'], image.digest)
      assert.equal(
        first.outputs['references'],
        `${address}/team/app@${image.digest}\n${address}/other/app@${image.digest}`,
      )
      assert.equal(first.outputs['subject-name'], `${address}/team/app`)
      assert.doesNotMatch(first.log, new RegExp(`${credentials.password}|::warning::`))
      // Of each implementation once.
      if (kind === 'token' || kind === 'crane') {
        const second = await push(workspace, inputs, { env })
        assert.equal(second.log.match(/has all of it: 0 B uploaded in 0, 0 mounted/g)?.length, 2)
      }

      const login = kind === 'crane' ? [] : ['--src-creds', `${credentials.user}:${credentials.password}`]
      for (const [nth, name] of names.entries()) {
        const back = join(await openFolder(t), `back-${nth}`)
        const options = [
          'copy',
          '--insecure-policy',
          '--quiet',
          '--src-tls-verify=false',
          '--preserve-digests',
        ]
        await run(skopeo, [...options, ...login, `docker://${name}`, `oci:${back}`])
        assert.equal((await checkLayout(back)).image.digest, image.digest)
        // crane asks no token server on a private address.
        if (kind === 'token') continue
        assert.equal((await run(crane, ['digest', name], { env })).trim(), image.digest)
      }
      const [name = ''] = names
      const hosts = {
        hosts: {
          [address]: {
            tls: 'disabled',
            ...(kind !== 'crane' && { user: credentials.user, pass: credentials.password }),
          },
        },
      }
      const config = join(await openFolder(t), 'regctl.json')
      await writeFile(config, JSON.stringify(hosts))
      const digest = await run(regctl, ['image', 'digest', name], { env: { REGCTL_CONFIG: config } })
      assert.equal(digest.trim(), image.digest)
    })
  }
})

test('the engine pulls the pushed image and runs it', async (t) => {
  const { address } = lab.registry
  const { workspace, descriptor: image } = await openLayout(t, full)
  // The lab keeps its registry from run to run, and this repository is to have nothing.
  const { outputs, summary } = await push(workspace, { to: `${address}/e2e/pushed-${randomUUID()}` })
  const reference = outputs['references'] ?? ''
  assert.ok(summary.includes(`docker pull ${reference}`))
  t.after(() => run('docker', ['image', 'rm', '--force', reference]))
  await run('docker', ['pull', '--quiet', reference])
  assert.match(await runImage(reference), /^Hello, world!$/m)
  assert.equal(outputs['digest'], image.digest)
})

for (const kind of ['basic', 'token'] as const) {
  test(`${kind}: without a login or with a wrong one, nothing is pushed and the error says what to do`, async (t) => {
    const { address } = await openRegistry(t, kind)
    const { workspace } = await openLayout(t, full)
    const to = `${address}/team/app:1`
    const missing = await failedPush(workspace, { to })
    assert.match(
      missing.error,
      /Could not .* denied access \(401.*\); no credentials are configured for this registry\. Log in first, with "docker\/login-action" in an earlier step or with: docker login 127/,
    )
    const wrong = await failedPush(workspace, { to }, { env: await loggedIn(t, address, 'guessed') })
    assert.match(
      wrong.error,
      /denied access \(401.*to the account in Docker's configuration\. Check that it may push/,
    )
    assert.doesNotMatch(wrong.log, /guessed/)
  })
}

test('names for attestation are set if the runner supports it, and ignored otherwise', async (t) => {
  const { address } = await openRegistry(t, 'none')
  const { workspace, descriptor: image } = await openLayout(t, full)
  const file = join(await openFolder(t), 'artifacts')
  await writeFile(file, '')
  const to = `${address}/team/app:1\n${address}/other/app:1\n${address}/team/app:2`
  const { log } = await push(workspace, { to, summary: 'false' }, { env: { GITHUB_ARTIFACTS: file } })
  assert.equal(
    await readFile(file, 'utf8'),
    `oci://${address}/team/app@${image.digest}\noci://${address}/other/app@${image.digest}\n`,
  )
  assert.doesNotMatch(log, /::warning::/)
})
