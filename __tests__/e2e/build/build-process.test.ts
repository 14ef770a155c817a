import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { suite, test } from 'node:test'
import * as v from 'valibot'
import type { ActionResult } from '../../../lab/driving/runner.ts'
import { run } from '../../../lab/tools/command.ts'
import { blobPath } from '../../../src/layout/blob.ts'
import { build, failedBuild, lab, layoutOf, openWorkspace, scriptBuilder } from '../build.ts'

const script = `cat > "$CNB_LAYERS_DIR/launch.toml" <<END
[[processes]]
type = "web"
command = ["sh", "-c", "echo web"]
default = true
[[processes]]
type = "worker"
command = ["sh", "-c", "echo worker"]
[[labels]]
key = "from.buildpack"
value = "<1>"
[[labels]]
key = "contested"
value = "buildpack"
END
cat /sys/class/net/*/address | wc -l | sed 's/^/interfaces: /'
echo "greeting: $GREETING"`

const builder = await scriptBuilder('shared')
const env = 'GREETING=hello'

const ConfigSchema = v.looseObject({
  created: v.string(),
  history: v.array(v.looseObject({ created: v.optional(v.string()) })),
  config: v.looseObject({ Entrypoint: v.array(v.string()), Labels: v.record(v.string(), v.string()) }),
})

const textOf = async (result: ActionResult): Promise<string> => {
  const { folder, manifest } = await layoutOf(result)
  return readFile(blobPath(folder, manifest.config.digest), 'utf8')
}

const configOf = async (result: ActionResult) => v.parse(ConfigSchema, JSON.parse(await textOf(result)))

const everyInput = {
  'default-process': 'worker',
  'creation-time': '2026-11-25T12:00:00Z',
  labels: 'org.opencontainers.image.source=https://example.com/a?b=<c>&d\ncontested=input\n',
  'execution-environment': 'test',
}

suite('inputs set process, time, labels and execution environment', { concurrency: 2 }, () => {
  for (const mediaTypes of ['oci', 'preserve']) {
    test(`media types ${mediaTypes}`, async (t) => {
      const workspace = await openWorkspace(t, { 'build.sh': script })
      const result = await build(workspace, { builder, 'media-types': mediaTypes, ...everyInput })
      const { created, history, config } = await configOf(result)
      assert.deepEqual(config.Entrypoint, ['/cnb/process/worker'])
      assert.equal(created, '2026-11-25T12:00:00Z')
      assert.equal(history.at(-1)?.created, '2026-11-25T12:00:00Z')
      assert.equal(config.Labels['org.opencontainers.image.source'], 'https://example.com/a?b=<c>&d')
      assert.equal(config.Labels['from.buildpack'], '<1>')
      assert.equal(config.Labels['contested'], 'input')
      assert.equal(config.Labels['io.buildpacks.exec-env'], 'test')
      assert.ok('io.buildpacks.lifecycle.metadata' in config.Labels)
    })
  }

  test(`the error for an unknown process type lists the existing ones`, async (t) => {
    const workspace = await openWorkspace(t, { 'build.sh': script })
    const { error } = await failedBuild(workspace, { builder, 'default-process': 'cron' })
    assert.match(
      error,
      /while exporting: .* \(exit code 62\)\. The buildpacks created no process of the type "cron"/,
    )
    assert.match(
      error,
      /Change it to one that they created \("web, worker"\), or add the process, for example in a Procfile\.$/m,
    )
  })
})

test('labels, the network and debug logging change nothing but the labels of the configuration', async (t) => {
  const workspace = await openWorkspace(t, { 'build.sh': script })
  const usual = await build(workspace, { builder, env })
  const { created, config } = await configOf(usual)
  const plain = await textOf(usual)
  assert.deepEqual(config.Entrypoint, ['/cnb/process/web'])
  assert.equal(created, '1980-01-01T00:00:01Z')
  assert.equal(config.Labels['contested'], 'buildpack')
  assert.match(usual.log, /^interfaces: 2$/m)
  assert.doesNotMatch(usual.log, /Parsing inputs/)

  const alone = await build(
    workspace,
    { builder, env, labels: 'a=1', network: 'none' },
    { env: { RUNNER_DEBUG: '1' } },
  )
  assert.equal(await textOf(alone), plain.replace('"Labels":{', '"Labels":{"a":"1",'))
  assert.match(alone.log, /^interfaces: 1$/m)
  assert.match(alone.log, /Parsing inputs/, 'the lifecycle logs in debug mode')

  await t.test(
    'and paths in the builder’s environment do not move the app’s variables and the lifecycle’s files',
    async () => {
      const moved = await scriptBuilder('moved', {
        env: {
          CNB_PLATFORM_DIR: '/elsewhere',
          CNB_LAYERS_DIR: '/moved',
          CNB_APP_DIR: '/moved/app',
          CNB_REPORT_PATH: '/nowhere/report.toml',
          CNB_ANALYZED_PATH: '/nowhere/analyzed.toml',
          CNB_LAUNCH_CACHE_DIR: '/nowhere/launch-cache',
          CNB_USE_DAEMON: 'true',
        },
      })
      const { outputs, log } = await build(workspace, { builder: moved, env })
      assert.match(log, /^greeting: hello$/m)
      assert.equal(outputs['digest'], usual.outputs['digest'])
    },
  )
})

test('an execution environment is refused if the lifecycle does not support it', async (t) => {
  const workspace = await openWorkspace(t)
  const inputs = { builder: lab.builders.tiny.oldest, 'execution-environment': 'test' }
  const { error } = await failedBuild(workspace, inputs)
  assert.match(error, /does not support the execution environment "test": it uses platform API 0\.12/)
})

test('the error names an unknown network', async (t) => {
  const workspace = await openWorkspace(t)
  const { error } = await failedBuild(workspace, { network: 'lab-nowhere' })
  assert.match(error, /network .*lab-nowhere.* not found/)
  assert.doesNotMatch(await run('docker', ['network', 'ls']), /lab-nowhere/)
})
