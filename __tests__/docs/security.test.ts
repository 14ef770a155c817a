import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { suite, test } from 'node:test'
import ts from 'typescript'
import { root } from '../../lab/tools/folder.ts'
import { pageOf } from './pages.ts'

const { text } = pageOf('docs/security.md')

/** The lines of the table below a heading, without its head. */
const tableBelow = (heading: string): readonly string[] => {
  const [, section = ''] = text.split(`\n## ${heading}\n`)
  return (/(?:^\|.*\n)+/m.exec(section)?.[0] ?? '').trim().split('\n').slice(2)
}

/** A test that proves a line: its file from the root, and its name, with `…` for what differs from case to case. */
interface Proof {
  readonly file: string
  readonly name: string
}

/** The footnotes: `[^line]: [file](link): ` and names of tests in backticks, file after file. */
const proofs: ReadonlyMap<string, readonly Proof[]> = new Map(
  [...text.matchAll(/^\[\^([\w-]+)\]: (.*(?:\n {4}.*)*)/gm)].map(([, line = '', note = '']) => [
    line,
    [...note.matchAll(/\]\(([^)]+)\): ((?:`[^`]+`(?:, )?)+)/g)].flatMap(([, link = '', names = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({
        file: normalize(join('docs', link)),
        name,
      })),
    ),
  ]),
)

/** The name of a test as the source has it, with `…` for each `${expression}`; undefined where it is computed. */
const nameIn = (argument: ts.Expression | undefined): string | undefined => {
  if (argument === undefined) return undefined
  if (ts.isStringLiteralLike(argument)) return argument.text
  if (!ts.isTemplateExpression(argument)) return undefined
  return [argument.head.text, ...argument.templateSpans.map(({ literal }) => literal.text)].join('…')
}

const testsIn = async (file: string): Promise<ReadonlySet<string>> => {
  const source = ts.createSourceFile(file, await readFile(join(root, file), 'utf8'), ts.ScriptTarget.Latest)
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'test') {
      const name = nameIn(node.arguments[0])
      if (name !== undefined) names.add(name)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

suite('what docs/security.md says is proven', () => {
  const lines = ['Who may be hostile', 'What is checked where'].flatMap(tableBelow)
  const [, list = ''] = /^\*\*It cannot\*\*\n\n((?:[- ] .*\n)+)/m.exec(text) ?? []
  const impossible = list
    .split(/^- /m)
    .slice(1)
    .map((item) => item.trim())

  test('every line of its tables names a test, and everything that a hostile cache cannot do', () => {
    assert.ok(lines.length >= 27)
    assert.equal(impossible.length, 4)
    for (const line of [...lines, ...impossible]) {
      const [, note] = /\[\^([\w-]+)\](?: \||;|)$/.exec(line) ?? []
      assert.ok(note !== undefined && (proofs.get(note)?.length ?? 0) > 0, line)
    }
  })

  test('every footnote is that of one place, and nothing in it is passed over', () => {
    for (const note of proofs.keys()) assert.equal(text.split(`[^${note}]`).length, 3, note)
    const notes = text.slice(text.indexOf('\n[^'))
    assert.equal(notes.match(/`/g)?.length, 2 * [...proofs.values()].flat().length)
  })

  test('every test that is named is there, under this name in this file', async () => {
    const missing: string[] = []
    for (const { file, name } of [...proofs.values()].flat()) {
      if (!(await testsIn(file)).has(name)) missing.push(`${file} has no test «${name}»`)
    }
    assert.deepEqual(missing, [])
  })
})
