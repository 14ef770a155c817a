import assert from 'node:assert/strict'
import { test } from 'node:test'
import { marked } from 'marked'
import { build, failedBuild, openWorkspace, scriptBuilder } from '../build.ts'
import { openResults } from '../workflow.ts'

test('the job summary describes the image and how to use it', async (t) => {
  const results = await openResults(t)
  const env = { ...results.envOf({ run: 77 }), GITHUB_RUN_ID: '77', GITHUB_JOB: 'image' }
  const inputs = { upload: 'true', summary: 'true', cache: 'true' }
  const workspace = await openWorkspace(t)
  const { outputs, summary } = await build(workspace, inputs, { env })

  for (const output of ['digest', 'image-id', 'run-image', 'run-image-digest', 'image-name'] as const) {
    assert.ok(summary.includes(outputs[output] ?? `no ${output}`), output)
  }
  assert.match(summary, /lab\/hello/)
  assert.ok(summary.includes(`href="./77/artifacts/${outputs['artifact-id']}"`))
  assert.match(summary, /needs: image\n/)
  assert.match(summary, /docker run --rm .*my-app:latest/)

  await t.test(
    'that of a second build has the changes and the reused layers, also that of the SBOM',
    async () => {
      const second = await build(workspace, { ...inputs, overwrite: 'true' }, { env })
      const rowOf = (origin: string) =>
        second.summary.split('\n').find((line) => line.includes(`<td>${origin}</td>`)) ?? ''
      for (const origin of ['SBOM', 'launcher']) assert.match(rowOf(origin), /unchanged.*<td>reused<\/td>/)
      assert.match(second.summary, /unchanged since the previous build/)
    },
  )
})

test('the job summary of a failed build has the exit code, the last lines and a link that leads to a section', async (t) => {
  const workspace = await openWorkspace(t, { 'build.sh': 'echo "no <semicolon>" >&2; exit 7' })
  const builder = await scriptBuilder('shared')
  const { summary } = await failedBuild(workspace, { builder, summary: 'true' })
  assert.match(summary, /<td><code>51<\/code><\/td>/)
  assert.match(summary, /no &lt;semicolon&gt;/)
  assert.match(summary, /troubleshooting\.md&#35;the-build-failed-while-/)
})

test('the job summary of a build without suitable buildpacks has the detect results', async (t) => {
  const workspace = await openWorkspace(t, { 'other.txt': '' })
  const { summary } = await failedBuild(workspace, {
    builder: await scriptBuilder('shared'),
    summary: 'true',
  })
  assert.match(summary, /<td><code>lab\/script@1\.0\.0<\/code><\/td><td>failed<\/td>/)
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
  const builder = await scriptBuilder('shared')
  const workspace = await openWorkspace(t, { 'build.sh': hostileBuild })
  const { summary } = await build(workspace, { builder, summary: 'true' })

  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  const read = summary
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (text, name: string) => entities[name] ?? text)
  assert.ok(read.includes(markup), 'the process is listed')
  assert.ok(read.includes('a&b'), 'the layer is listed')
  assert.doesNotMatch(summary, /<img|<script|^# heading/m)
  // Nothing closes a section early, and no fence is opened but the action's own.
  assert.equal(summary.match(/<details>/g)?.length, summary.match(/<\/details>/g)?.length)
  assert.equal((summary.match(/^```/gm) ?? []).length % 2, 0)
  // Markdown has no effect in HTML blocks.
  const html = marked.parse(summary, { gfm: true, async: false })
  assert.doesNotMatch(html, /<img|<script|<h1|href="javascript:/)
})
