import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import * as v from 'valibot'
import { checkLayout } from '../../../lab/images/layout-check.ts'
import { architecture } from '../../../lab/images/run-images.ts'
import { run } from '../../../lab/tools/command.ts'
import { parseDocument } from '../../../src/json/document.ts'
import { build, lab, layoutOf, openWorkspace, runImage } from '../build.ts'

const { crane, regctl, skopeo, umoci } = lab.tools

// All tests share one layout, because the clients only read it.
suite('other tools read the layout', async () => {
  test('of a tagged image', async (t) => {
    const workspace = await openWorkspace(t)
    const inputs = { 'image-path': 'out/my-app:1.2', env: 'GREETING=Moin' }
    const { folder, image, manifest } = await layoutOf(await build(workspace, inputs))
    const scratch = await mkdtemp(join(tmpdir(), 'lab-clients-'))
    t.after(() => rm(scratch, { recursive: true, force: true }))
    const tagged = `oci:${folder}:1.2`

    await t.test('skopeo inspects it, with its tag and without', async () => {
      const InspectionSchema = v.object({
        Digest: v.string(),
        Architecture: v.string(),
        Layers: v.array(v.string()),
        Env: v.array(v.string()),
      })
      for (const name of [tagged, `oci:${folder}`]) {
        const found = parseDocument(InspectionSchema, await run(skopeo, ['inspect', name]), name)
        assert.equal(found.Digest, image.digest)
        assert.equal(found.Architecture, architecture)
        assert.deepEqual(
          found.Layers,
          manifest.layers.map(({ digest }) => digest),
        )
      }
      await assert.rejects(run(skopeo, ['inspect', `oci:${folder}:other`]))
    })

    await t.test('skopeo copies it to an archive that docker load accepts', async (t) => {
      const [archive, name] = [join(scratch, 'image.tar'), 'lab/e2e-clients:archive']
      t.after(() => run('docker', ['image', 'rm', '--force', name]))
      await run(skopeo, ['copy', '--insecure-policy', '--quiet', tagged, `docker-archive:${archive}:${name}`])
      await run('docker', ['load', '--quiet', '--input', archive])
      assert.equal((await runImage(name)).trim(), 'Moin, world!')
    })

    await t.test('umoci unpacks it', async () => {
      const bundle = join(scratch, 'bundle')
      const user = process.getuid?.() === 0 ? [] : ['--rootless']
      await run(umoci, ['unpack', ...user, '--image', `${folder}:1.2`, bundle])
      assert.match(await readFile(join(bundle, 'rootfs', 'workspace', 'hello.sh'), 'utf8'), /^#!\/bin\/sh/)
    })

    await t.test('crane pushes it and pulls it again with the same digest', async () => {
      const name = `${lab.registry.address}/e2e/clients:crane`
      await run(crane, ['push', folder, name])
      assert.equal((await run(crane, ['digest', name])).trim(), image.digest)
      const back = join(scratch, 'crane')
      await run(crane, ['pull', '--format', 'oci', name, back])
      assert.equal((await checkLayout(back)).image.digest, image.digest)
    })

    await t.test('regctl reads its digest and copies it to a registry', async () => {
      const source = `ocidir://${folder}:1.2`
      const name = `${lab.registry.address}/e2e/clients:regctl`
      const home = { env: { HOME: scratch, REGCTL_CONFIG: join(scratch, 'regctl.json') } }
      await run(regctl, ['registry', 'set', '--tls', 'disabled', lab.registry.address], home)
      assert.equal((await run(regctl, ['image', 'digest', source], home)).trim(), image.digest)
      await run(regctl, ['image', 'copy', source, name], home)
      assert.equal((await run(crane, ['digest', name])).trim(), image.digest)
    })
  })
})
