import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../../lab/tools/folder.ts'
import { findSection, formatFailure, troubleshootingLink } from '../../../src/github/step/failure-summary.ts'
import { stepContext } from '../../../src/github/step/step-context.ts'
import { Failure } from '../../../src/message/failure.ts'

const page = `# Troubleshooting

## Inputs

### \`The input "…"\`

### \`The input "…" is wrong in line …\`, \`has no "="\`

| The message has | What to do |
| --- | --- |
| \`is used up there\` | Free some. |

## Could not resolve, could not fetch

| The message has | What to do |
| --- | --- |
| \`allows no more requests for now\` | Wait. |
| A rate limit of \`another\` kind | Wait. |
`

for (const [message, anchor] of [
  ['The input "env" is empty.', 'the-input-'],
  ['The input "env" is wrong in line 3: it is empty.', 'the-input--is-wrong-in-line--has-no-'],
  ['Could not write: the quota is used up there.', 'the-input--is-wrong-in-line--has-no-'],
  ['Could not fetch x: it allows no more requests for now.', 'could-not-resolve-could-not-fetch'],
  ['No bread.', undefined],
] as const) {
  test(`the section about "${message}" is ${anchor ?? 'unknown'}`, () => {
    assert.equal(findSection(message, page)?.anchor, anchor)
  })
}

test('a quote of the reason wins over a quote of the failed action', () => {
  const general = '### `The build failed while …`\n\n### `because memory ran out`\n'
  const message = 'The build failed while building: it was killed because memory ran out.'
  assert.equal(findSection(message, general)?.anchor, 'because-memory-ran-out')
})

test('all parts of a quote have to be in the message, in their order', () => {
  const reversed = '### `first of two … second of two`\n'
  assert.equal(findSection('second of two, first of two', reversed), undefined)
  assert.equal(findSection('first of two, second of two', reversed)?.anchor, 'first-of-two--second-of-two')
})

/** A folder like the one that the runner fetches for an action. */
const openAction = async (t: { after: (work: () => Promise<void>) => void }): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'action-'))
  t.after(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'docs'))
  await writeFile(join(folder, 'docs', 'troubleshooting.md'), page)
  return folder
}

const environment = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'octo/app',
  GITHUB_SHA: 'a'.repeat(40),
}
const failure = new Failure('The input "env" is empty.')
const address = 'https://github.com/acme/action/blob/v1/docs/troubleshooting.md'
const ofAction = { ...environment, GITHUB_ACTION_REPOSITORY: 'acme/action', GITHUB_ACTION_REF: 'v1' }

test('the link names the section in the version of the action that failed', async (t) => {
  const bundle = join(await openAction(t), 'dist', 'build-image.js')
  assert.equal(
    decode(await troubleshootingLink(failure, stepContext(ofAction), bundle)),
    `<a href="${address}#the-input-">Troubleshooting: The input "…"</a>`,
  )
})

test('an action of the same repository has its page in the commit of the run', async (t) => {
  const bundle = join(await openAction(t), 'dist', 'build-image.js')
  assert.match(
    decode(await troubleshootingLink(failure, stepContext(environment), bundle)),
    new RegExp(`^<a href="https://github.com/octo/app/blob/${'a'.repeat(40)}/docs/troubleshooting.md#`),
  )
})

test('without a section, or without the page, the link is to the page', async (t) => {
  const link = `<a href="${address}">Troubleshooting</a>`
  const bundle = join(await openAction(t), 'dist', 'build-image.js')
  const context = stepContext(ofAction)
  assert.equal(decode(await troubleshootingLink(new Failure('No bread.'), context, bundle)), link)
  assert.equal(decode(await troubleshootingLink(failure, context, '/none/dist/x.js')), link)
})

/** HTML without encoded characters, and without the zero-width spaces that prevent links. */
const decode = (html: string): string =>
  html
    .replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)))
    .replaceAll('\u200B', '')

test('every heading of the troubleshooting page is found by what it quotes', async () => {
  const text = await readFile(join(root, 'docs', 'troubleshooting.md'), 'utf8')
  const headings = [...text.matchAll(/^### (.*)$/gm)].map(([, heading = '']) => heading)
  const unknown = headings
    .filter((heading) => /`[^`]{12,}`/.test(heading))
    .filter((heading) => {
      const message = heading.replaceAll('`', ' ').replaceAll('…', 'x')
      return findSection(message, text) === undefined
    })
  assert.deepEqual(unknown, [])
})

test('a summary has the message, the sections, the details and the link', () => {
  const error = new Failure('No bread. Buy some.', { detail: ['shelf: <empty>', '', 'door: closed'] })
  const summary = {
    title: 'Breakfast failed',
    sections: () => ['<p>more</p>'],
    detailTitle: () => 'Last lines',
  }
  assert.equal(
    formatFailure(error, summary, 'link'),
    [
      '<h2>Breakfast failed</h2>',
      '<blockquote><code>No bread. Buy some.</code></blockquote>',
      '<p>more</p>',
      '<p>Last lines:</p>',
      '<pre>shelf: &lt;empty&gt;\n\ndoor: closed</pre>',
      '<p>link</p>\n',
    ].join('\n\n'),
  )
})

test('message and details are limited, whatever they contain', () => {
  const line = '<&"\'>'.repeat(100_000)
  const error = new Failure(line, { detail: Array.from({ length: 1_000 }, () => line) })
  const markdown = formatFailure(error, { title: 'Build failed' }, '')
  assert.ok(Buffer.byteLength(markdown) < 100_000, String(Buffer.byteLength(markdown)))
  assert.match(markdown, /<p>Details: The log has more lines\.<\/p>/)
})

test('the runner can still mask a secret in the message and the details', () => {
  // The runner masks a secret as it is, and escaped as .NET's SecurityElement.Escape does it.
  const secret = 'p@ss_w0rd$(1)|#2 `x`  <&>"\''
  const escaped = 'p@ss_w0rd$(1)|#2 `x`  &lt;&amp;&gt;&quot;&apos;'
  const markdown = formatFailure(
    new Failure(`Wrong: ${secret}.`, { detail: [secret] }),
    { title: 'Build failed' },
    '',
  )
  assert.equal(markdown.split(escaped).length, 3)
})

test('a message and a detail that are shortened have no part of a secret', () => {
  const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz'
  for (const limit of [500, 2_000]) {
    const line = `${'x'.repeat(limit - 20)} "${secret}"`
    const markdown = formatFailure(new Failure(line, { detail: [line] }), { title: 'Build failed' }, '')
    assert.doesNotMatch(markdown.replaceAll(secret, ''), /gh/)
  }
})

test('no message and no detail leaves its block', () => {
  const hostile = '</pre></code></blockquote>\n\n# heading\u202E<script>'
  const markdown = formatFailure(new Failure(hostile, { detail: [hostile] }), { title: 'Build failed' }, '')
  assert.doesNotMatch(markdown, /^#|<script|\u202E/m)
  assert.equal(markdown.match(/<\/pre>/g)?.length, 1)
})
