import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../../../lab/tools/folder.ts'
import { buildFailureSummary } from '../../../../src/actions/build-image/summary/failure.ts'
import type { DetectResult } from '../../../../src/cnb/creator/creator.ts'
import { creatorFailure } from '../../../../src/cnb/creator/exit-code.ts'
import { findSection, formatFailure } from '../../../../src/github/step/failure-summary.ts'
import { Failure } from '../../../../src/message/failure.ts'

const summaryOf = (error: Failure): string => formatFailure(error, buildFailureSummary, 'link')

const rowsOf = (markdown: string): readonly (readonly string[])[] =>
  [...markdown.matchAll(/<tr>(.*)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) =>
      cell
        .replace(/<[^>]*>/g, '')
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
    ),
  )

test('the summary has the phase, the exit code and its meaning, and the last lines', () => {
  const lines = ['npm ERR! <missing>', 'ERROR: failed to build: exit status 1']
  const markdown = summaryOf(creatorFailure({ code: 51, ranOutOfMemory: false }, 'BUILDING', lines))
  assert.match(markdown, /^<h2>Build failed<\/h2>\n\n<blockquote><code>The build failed while building: /)
  assert.deepEqual(rowsOf(markdown), [
    ['Failed while', 'building'],
    ['Exit code', '51'],
    ['Meaning', "a buildpack's build failed"],
  ])
  assert.match(markdown, /<p>Last lines of the build:<\/p>\n\n<pre>npm ERR! &lt;missing&gt;\nERROR: failed/)
})

const results: readonly DetectResult[] = [
  { buildpack: 'acme/node@1.0.0', result: 'passed', reason: '' },
  { buildpack: 'acme/certificates@3.6.0', result: 'skipped', reason: '' },
  { buildpack: 'acme/npm@2.0.0', result: 'failed', reason: 'requires node' },
  { buildpack: 'acme/ruby@3.1.0', result: 'error', reason: '(7)' },
]

for (const code of [20, 21, 22]) {
  test(`with exit code ${code}, each buildpack has its detect result`, () => {
    const exit = { code, ranOutOfMemory: false }
    const markdown = summaryOf(creatorFailure(exit, 'DETECTING', [], { detectResults: results }))
    assert.deepEqual(rowsOf(markdown).slice(3), [
      ['Buildpack', 'Detection', 'Reason'],
      ['acme/ruby@3.1.0', 'error', '(7)'],
      ['acme/npm@2.0.0', 'failed', 'requires node'],
      ['acme/node@1.0.0', 'passed', ''],
      ['acme/certificates@3.6.0', 'skipped', ''],
    ])
  })
}

test('a later phase that fails has no detect results', () => {
  const exit = { code: 51, ranOutOfMemory: false }
  const markdown = summaryOf(creatorFailure(exit, 'BUILDING', [], { detectResults: results }))
  assert.equal(rowsOf(markdown).length, 3)
})

test('many buildpacks with hostile names fit, and change only the text', () => {
  const hostile = '</td></table>`|<img src=x>\u202E'.repeat(100)
  const detectResults = Array.from({ length: 200 }, (_, nth): DetectResult => {
    return { buildpack: `${nth}${hostile}`, result: 'failed', reason: hostile }
  })
  const markdown = summaryOf(
    creatorFailure({ code: 20, ranOutOfMemory: false }, 'DETECTING', [], { detectResults }),
  )
  assert.ok(Buffer.byteLength(markdown) < 256 * 1024, String(Buffer.byteLength(markdown)))
  assert.equal(rowsOf(markdown).length, 3 + 1 + 50 + 1)
  assert.match(markdown, /150 more buildpacks/)
  assert.doesNotMatch(markdown, /<img|\u202E/)
})

test('an error of another kind has its message and its details', () => {
  const markdown = summaryOf(new Failure('Could not pull the builder: no access.', { detail: ['denied'] }))
  assert.deepEqual(rowsOf(markdown), [])
  assert.match(markdown, /<p>Details:<\/p>\n\n<pre>denied<\/pre>/)
})

test('the troubleshooting page has a section about each way in which the lifecycle fails', async () => {
  const page = await readFile(join(root, 'docs', 'troubleshooting.md'), 'utf8')
  const sectionOf = (code: number, more: { ranOutOfMemory?: boolean; lines?: readonly string[] } = {}) => {
    const { ranOutOfMemory = false, lines = [] } = more
    const failure = creatorFailure({ code, ranOutOfMemory }, 'EXPORTING', lines, { processTypes: ['web'] })
    return findSection(failure.message, page)?.heading
  }
  for (const code of [1, 3, 11, 12, 20, 21, 22, 32, 42, 51, 52, 62, 99, 130, 137, 143]) {
    assert.equal(sectionOf(code), '`The build failed while …`')
  }
  assert.match(sectionOf(137, { ranOutOfMemory: true }) ?? '', /memory ran out/)
  const noProcess = "ERROR: failed to export: tried to set wbe to default but it doesn't exist"
  assert.match(sectionOf(62, { lines: [noProcess] }) ?? '', /no process of the type "…"/)
})

test('the runner can mask a secret in the reason of a detect result', () => {
  const secret = 'p@ss_w#rd!'
  const detectResults = [{ buildpack: 'acme/ruby@3.1.0', result: 'error', reason: secret }] as const
  const exit = { code: 20, ranOutOfMemory: false }
  assert.ok(summaryOf(creatorFailure(exit, 'DETECTING', [], { detectResults })).includes(secret))
})
