import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import * as cyclonedx from '@cyclonedx/cyclonedx-library'
import * as v from 'valibot'
import { root } from '../../../lab/tools/folder.ts'
import { lifecycleVersion } from '../../../lab/tools/go-tools.ts'
import { build, failedBuild, openWorkspace, scriptBuilder, warningsIn } from '../build.ts'
import { download, openLaterJob } from '../download.ts'
import { openResults } from '../workflow.ts'

const bom = (...names: readonly string[]): string =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.4',
    version: 1,
    components: names.map((name) => ({
      'bom-ref': name,
      type: 'library',
      name,
      version: '1',
      purl: `pkg:npm/${name}@1`,
    })),
  })

const spdx = JSON.stringify({ spdxVersion: 'SPDX-2.3', packages: [] })

const files = {
  'build.sh': `cd "$CNB_LAYERS_DIR"
mkdir run tool && echo content > run/file
printf '[types]\\nlaunch = true\\n' > run.toml && cp /workspace/run.json run.sbom.cdx.json
printf '[types]\\nbuild = true\\ncache = true\\n' > tool.toml && cp /workspace/tool.json tool.sbom.cdx.json
mkdir jre && printf '[types]\\nlaunch = true\\n' > jre.toml && cp /workspace/jre.json jre.sbom.syft.json
cp /workspace/launch.json launch.sbom.cdx.json && cp /workspace/spdx.json build.sbom.spdx.json`,
  'run.json': bom('left', 'right'),
  'launch.json': bom('right', 'middle'),
  'tool.json': bom('compiler'),
  'jre.json': await readFile(join(root, '__tests__/cnb/sbom/fixtures/jre.syft'), 'utf8'),
  'spdx.json': spdx,
}

const BomSchema = v.looseObject({
  serialNumber: v.string(),
  components: v.array(v.looseObject({ name: v.string() })),
})

suite('SBOMs', { concurrency: 2 }, () => {
  test(`are the files of the buildpacks and one merged document, which the download also creates`, async (t) => {
    const builder = await scriptBuilder('shared')
    const results = await openResults(t)
    const workspace = await openWorkspace(t, files)
    const inputs = { builder, sbom: 'sboms', upload: 'true', sparse: 'true' }
    const first = await build(workspace, inputs, { env: results.env })
    const { outputs } = first
    assert.deepEqual(warningsIn(first), [])

    const sboms = join(workspace.folder, 'sboms')
    assert.equal(outputs['sbom-path'], join(sboms, 'sbom.cdx.json'))
    assert.equal(outputs['lifecycle-version'], lifecycleVersion.newest)
    const tree = await readdir(sboms, { recursive: true })
    const found = tree.filter((path) => path.endsWith('.json') && !path.includes('legacy')).sort()
    assert.deepEqual(found, [
      'build/lab_script/sbom.spdx.json',
      'build/lab_script/tool/sbom.cdx.json',
      'cache/lab_script/tool/sbom.cdx.json',
      'launch/lab_script/jre/sbom.syft.json',
      'launch/lab_script/run/sbom.cdx.json',
      'launch/lab_script/sbom.cdx.json',
      'sbom.cdx.json',
    ])
    assert.equal(
      await readFile(join(sboms, 'launch/lab_script/run/sbom.cdx.json'), 'utf8'),
      files['run.json'],
    )

    const text = await readFile(join(sboms, 'sbom.cdx.json'), 'utf8')
    const validator = new cyclonedx.Validation.JsonStrictValidator(cyclonedx.Spec.Version.v1dot6)
    assert.equal(await validator.validate(text), null)
    const document = v.parse(BomSchema, JSON.parse(text))
    assert.deepEqual(
      document.components.map(({ name }) => name),
      ['BellSoft Liberica JRE', 'left', 'middle', 'right'],
    )
    assert.match(document.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/)

    const later = await openLaterJob(t)
    const downloaded = await download(
      later,
      { digest: outputs['digest'] ?? '', sbom: 'sboms', complete: 'false' },
      { env: results.env },
    )
    assert.equal(downloaded.outputs['sbom-path'], join(later.folder, 'sboms', 'sbom.cdx.json'))
    assert.equal(await readFile(join(later.folder, 'sboms', 'sbom.cdx.json'), 'utf8'), text)
    assert.deepEqual((await readdir(join(later.folder, 'sboms'))).sort(), ['launch', 'sbom.cdx.json'])

    const again = await build(await openWorkspace(t, files), { builder, sbom: 'app/sboms' })
    assert.equal(again.outputs['digest'], outputs['digest'])
    assert.equal(await readFile(again.outputs['sbom-path'] ?? '', 'utf8'), text)

    await t.test('and replace only the SBOMs of a previous build', async () => {
      await writeFile(join(workspace.app, 'run.json'), bom('other'))
      const changed = await build(workspace, { builder, sbom: 'sboms' })
      const replaced = await readFile(changed.outputs['sbom-path'] ?? '', 'utf8')
      assert.match(replaced, /"other"/)
      assert.doesNotMatch(replaced, /"left"/)
      assert.deepEqual((await readdir(workspace.folder)).sort(), ['app', 'out', 'sboms'])

      await mkdir(join(workspace.folder, 'mine'))
      await writeFile(join(workspace.folder, 'mine', 'notes.txt'), '')
      const { error } = await failedBuild(workspace, { builder, sbom: 'mine' })
      assert.match(error, /mine exists and is not \(only\) a folder of SBOMs; it has "notes\.txt"/)
    })
  })

  test('are one empty document, with a warning, if the build has none', async (t) => {
    const builder = await scriptBuilder('shared')
    const workspace = await openWorkspace(t, { 'build.sh': 'true' })
    const { outputs, log } = await build(workspace, { builder, sbom: 'sboms' })
    const document = v.parse(BomSchema, JSON.parse(await readFile(outputs['sbom-path'] ?? '', 'utf8')))
    assert.deepEqual(document.components, [])
    assert.match(
      log,
      /^::warning::sbom\.cdx\.json is empty, because no buildpack wrote an SBOM for the image/m,
    )
  })

  test('are omitted if they are malformed, with a warning', async (t) => {
    const builder = await scriptBuilder('shared')
    const workspace = await openWorkspace(t, {
      'build.sh': 'echo "{" > "$CNB_LAYERS_DIR/launch.sbom.cdx.json"',
    })
    const { log } = await build(workspace, { builder, sbom: 'sboms' })
    assert.match(
      log,
      /^::warning::sbom\.cdx\.json lacks 1 layer whose SBOM is malformed or too large: launch\/lab_script\./m,
    )
  })
})
