import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeBuilder } from '../../../lab/images/builder.ts'
import { build, lab, openWorkspace } from '../build.ts'
import { openResults } from '../workflow.ts'

test('the job summary describes the image and how to use it', async (t) => {
  const results = await openResults(t)
  const env = { ...results.envOf({ run: 77 }), GITHUB_RUN_ID: '77', GITHUB_JOB: 'image' }
  const inputs = { upload: 'true', summary: 'true', cache: 'true' }
  const { outputs, summary } = await build(await openWorkspace(t), inputs, { env })

  for (const output of ['digest', 'image-id', 'run-image', 'run-image-digest', 'image-name'] as const) {
    assert.ok(summary.includes(outputs[output] ?? `no ${output}`), output)
  }
  assert.match(summary, /```mermaid\n%%.*%%\npie/)
  assert.match(summary, /lab\/hello/)
  assert.ok(summary.includes(`href="./77/artifacts/${outputs['artifact-id']}"`))
  assert.match(summary, /digest: \$\{\{ needs\.image\.outputs\.digest \}\}/)
})

test('summary: false writes no job summary', async (t) => {
  const { summary } = await build(await openWorkspace(t), { summary: 'false' })
  assert.equal(summary, '')
})

const markup = '<img src=x onerror=alert(1)>'
const hostileBuild = `
printf '[types]\\nlaunch = true\\n' > "$CNB_LAYERS_DIR/a&b.toml"
mkdir -p "$CNB_LAYERS_DIR/a&b"
cat > "$CNB_LAYERS_DIR/launch.toml" <<'TOML'
[[labels]]
key = "org.example.hostile"
value = "</details><script>alert(2)</script>"

[[processes]]
type = "web"
command = ["sh", "-c", "echo '${markup}' \`id\` | cat; ::error::forged"]
args = ["[click](javascript:alert(1))", "\\n\`\`\`\\n# heading"]
default = true
TOML
`

test('the summary shows texts of buildpacks, which the runner does not interpret', async (t) => {
  const builder = await makeBuilder({
    name: 'lab/builder-workflow-script:latest',
    base: 'tiny',
    lifecycle: 'newest',
    runImage: lab.runImages.tiny.docker,
    buildpacks: [join(import.meta.dirname, '..', 'buildpacks', 'script')],
  })
  const workspace = await openWorkspace(t, { 'build.sh': hostileBuild })
  const { summary } = await build(workspace, { builder, summary: 'true' })

  const read = summary.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
  assert.ok(read.includes(markup), 'the process is listed')
  assert.ok(read.includes('a&b'), 'the layer is listed')
  assert.doesNotMatch(summary, /<img|<script|^# heading/m)
  // Nothing closes a section early, and no fence is opened but the action's own.
  assert.equal(summary.match(/<details>/g)?.length, summary.match(/<\/details>/g)?.length)
  assert.equal((summary.match(/^```/gm) ?? []).length % 2, 0)
  assert.doesNotMatch(summary, /\]\(javascript:/)
})
