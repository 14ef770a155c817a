import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Base, baseLayer } from './images/base-image.ts'
import { makeBuilder } from './images/builder.ts'
import { pushRunImages } from './images/run-images.ts'
import { openEngine } from './services/engine.ts'
import { type Registry, startRegistry } from './services/registry.ts'
import { publishLab } from './testing/lab.ts'
import { buildLayouts, pushMultiPlatformBuilder } from './testing/layouts.ts'
import { parseShard, runTests, type Shard, type TestCounts } from './testing/tests.ts'
import { debianCommands } from './tools/debian.ts'
import { labFolder } from './tools/folder.ts'
import { goTool, type Lifecycle, lifecycle, lifecycles } from './tools/go-tools.ts'
import { runMain } from './tools/main.ts'
import { step, together } from './tools/progress.ts'

/**
 * `npm test [-- [--shard 1/2] [FILE…]]`: starts the services that the tests need, runs the tests, and stops the services.
 * With a shard, it runs only that part of the test files.
 */
const testInLab = async (files: readonly string[], shard: Shard): Promise<TestCounts> => {
  await using engine = await openEngine()
  await debianCommands('debootstrap', 'docker-registry', 'openssl', 'skopeo', 'umoci')
  await together(
    async () => {
      for (const version of lifecycles) await lifecycle(version)
      for (const tool of ['crane', 'regctl', 'act', 'actionlint'] as const) await goTool(tool)
    },
    async () => {
      for (const base of ['tiny', 'debian'] as const) await baseLayer(base)
    },
  )
  await using registry = await startRegistry({ folder: join(labFolder, 'registry') })
  const images = await step('Builders and run images', async () => ({
    tiny: await imagesOn('tiny', registry),
    debian: await imagesOn('debian', registry),
  }))
  const tools = {
    act: await goTool('act'),
    actionlint: await goTool('actionlint'),
    crane: await goTool('crane'),
    regctl: await goTool('regctl'),
    skopeo: 'skopeo',
    umoci: 'umoci',
  }
  const layouts = await step('Layouts', async () =>
    buildLayouts({
      builder: images.tiny.builders[lifecycles[0]],
      runImage: images.tiny.runImages.docker,
      multiPlatform: await pushMultiPlatformBuilder({
        registry: registry.address,
        crane: tools.crane,
        runImage: images.tiny.runImages['multi-platform'],
        variant: 'layouts',
      }),
    }),
  )
  await publishLab({
    dockerHost: engine.host,
    registry: { address: registry.address, accessLog: registry.accessLog },
    runImages: { tiny: images.tiny.runImages, debian: images.debian.runImages },
    builders: { tiny: images.tiny.builders, debian: images.debian.builders },
    layouts,
    tools,
  })
  return await runTests(files, shard)
}

const imagesOn = async (base: Base, registry: Registry) => {
  const runImages = await pushRunImages({ registry: registry.address, name: base }, base)
  const builder = (version: Lifecycle) =>
    makeBuilder({
      name: `lab/builder-${base}:${version}`,
      base,
      lifecycle: version,
      runImage: runImages.docker,
    })
  return { runImages, builders: { newest: await builder('newest'), oldest: await builder('oldest') } }
}

await runMain(async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { shard: { type: 'string', default: '1/1' } },
    allowPositionals: true,
  })
  const { passed, failed, skipped } = await testInLab(positionals, parseShard(values.shard))
  // CI reads this line, so it must be the last.
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed === 0 ? 0 : 1
})
