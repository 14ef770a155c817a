import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { suite, test } from 'node:test'
import ts from 'typescript'
import { root } from '../../lab/tools/folder.ts'
import { artifacts } from '../hostile/artifacts.ts'
import { buildpackArchives } from '../hostile/buildpack-archives.ts'
import { layers } from '../hostile/layers.ts'
import { layouts } from '../hostile/layouts.ts'
import { pageOf } from './pages.ts'

const { text } = pageOf('docs/security.md')

/** The lines of the table below a heading, without its head. */
const tableBelow = (heading: string): readonly string[] => {
  const [, section = ''] = text.split(`\n## ${heading}\n`)
  return (/(?:^\|.*\n)+/m.exec(section)?.[0] ?? '').trim().split('\n').slice(2)
}

/** A test that verifies a line: its file from the root, and its name; `…` in it for what differs from case to case. */
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

/** Whether a name is one of the names that a test of a source can have: each `${expression}` stands for anything. */
type Named = (name: string) => boolean

const namedBy = (argument: ts.Expression | undefined): Named => {
  if (argument !== undefined && ts.isStringLiteralLike(argument)) return (name) => name === argument.text
  if (argument === undefined || !ts.isTemplateExpression(argument)) return () => false
  const parts = [argument.head, ...argument.templateSpans.map(({ literal }) => literal)]
  const fixed = parts.map(({ text }) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const pattern = new RegExp(`^${fixed.join('.+')}$`)
  return (name) => pattern.test(name)
}

/** `test`, `t.test` in another one, or the property that `holds`. */
const isTest = (called: ts.Expression): boolean =>
  ['test', 'holds'].includes((ts.isPropertyAccessExpression(called) ? called.name : called).getText())

const readTests = async (file: string): Promise<readonly Named[]> => {
  const source = ts.createSourceFile(
    file,
    await readFile(join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  )
  const tests: Named[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      tests.push(namedBy(node.arguments[0]))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return tests
}

const known = new Map<string, Promise<readonly Named[]>>()

const testsIn = (file: string): Promise<readonly Named[]> => {
  const tests = known.get(file) ?? readTests(file)
  known.set(file, tests)
  return tests
}

/** What the tests of the hostile corpus are called at their end: what a specimen is, and its file. */
const specimens = [...artifacts(), ...buildpackArchives(), ...layers(), ...layouts()].map(
  ({ name, what, refusal }) => ` ${what} is ${refusal === undefined ? 'accepted' : 'refused'} (${name})`,
)

const exists = async ({ file, name }: Proof): Promise<boolean> =>
  (await testsIn(file)).some((named) => named(name)) &&
  (!file.endsWith('/hostile/hostile.test.ts') || specimens.some((specimen) => name.endsWith(specimen)))

suite('claims of docs/security.md are verified', () => {
  const lines = ['Who may be hostile', 'What is checked where'].flatMap(tableBelow)
  const [, list = ''] = /^\*\*It cannot\*\*\n\n((?:[- ] .*\n)+)/m.exec(text) ?? []
  const impossible = list
    .split(/^- /m)
    .slice(1)
    .map((item) => item.trim())

  test('every row of its tables and every claim about hostile caches names a test', () => {
    assert.ok(lines.length >= 27)
    assert.equal(impossible.length, 4)
    for (const line of [...lines, ...impossible]) {
      const [, note] = /\[\^([\w-]+)\](?: \||;|)$/.exec(line) ?? []
      assert.ok(note !== undefined && (proofs.get(note)?.length ?? 0) > 0, line)
    }
  })

  test('every footnote is used once', () => {
    for (const note of proofs.keys()) assert.equal(text.split(`[^${note}]`).length, 3, note)
    const notes = text.slice(text.indexOf('\n[^'))
    assert.equal(notes.match(/`/g)?.length, 2 * [...proofs.values()].flat().length)
  })

  test('every named test exists in the named file', async () => {
    const missing: string[] = []
    for (const proof of [...proofs.values()].flat()) {
      if (!(await exists(proof))) missing.push(`${proof.file} has no test "${proof.name}"`)
    }
    assert.deepEqual(missing, [])
  })
})
