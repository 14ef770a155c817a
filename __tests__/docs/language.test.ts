import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../lab/tools/folder.ts'

/** Words that are not used, with those to use instead. Each is split, so that this file does not have them itself. */
const unusedWords: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/[\u00ab\u00bb]/, 'double quotes, or code in Markdown'],
  [new RegExp(`\\ban${'ew'}\\b`, 'i'), 'again'],
  [new RegExp(`\\bone a${' line'}\\b`, 'i'), 'one per line'],
  [new RegExp(`\\bbills? of${' materials'}\\b`, 'i'), 'SBOM'],
  [new RegExp(`\\bwho${'ever'}\\b`, 'i'), 'who does it'],
  [new RegExp(`\\bin the place${' of'}\\b`, 'i'), 'instead of'],
  [new RegExp(`\\bwhere it is${' empty'}\\b`, 'i'), 'if it is empty'],
  [new RegExp(`\\bwhat earlier${' builds'} left\\b`, 'i'), 'the previous build, the build cache'],
  [new RegExp(`\\bprov${'e[ns]?'}\\b`, 'i'), 'verify, verified'],
  [new RegExp(`\\bhe${'ed'}s?\\b`, 'i'), 'reads, uses'],
  [new RegExp(`\\bto be${' had'}\\b`, 'i'), 'available'],
  [new RegExp(`\\bthin${'[ -](?:artifact|layout)'}`, 'i'), 'sparse'],
]

test('sources, tests and documents use plain words', async () => {
  const patterns = [
    '{src,lab,scripts,__tests__}/**/*.ts',
    '{docs,examples}/**/*.{md,yml}',
    '*.md',
    '{.,download,push,rebase}/action.yml',
  ]
  const found: string[] = []
  let files = 0
  for await (const file of glob(patterns, { cwd: root })) {
    files += 1
    const lines = (await readFile(join(root, file), 'utf8')).split('\n')
    for (const [position, line] of lines.entries()) {
      for (const [pattern, instead] of unusedWords) {
        if (pattern.test(line)) found.push(`${file}:${position + 1}: write ${instead}: ${line.trim()}`)
      }
    }
  }
  assert.ok(files > 500, `only ${files} files`)
  assert.deepEqual(found, [])
})
