import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  fillSection,
  inputExample,
  inputTable,
  outputTable,
  parseMetadata,
} from '../../scripts/action-tables.ts'

const actionYml = `
name: An action
inputs:
  builder:
    description: The builder
    required: true
  env:
    description: >-
      One per line,
      such as a|b
  sparse:
    description: Less!
    default: 'false'
outputs:
  digest:
    description: The digest
runs: { using: node24, main: index.js }
`

suite('tables of an action', () => {
  const metadata = parseMetadata(actionYml, 'action.yml')

  test('inputs have their default or are required', () => {
    assert.equal(
      inputTable(metadata),
      [
        '| Input | Default | Meaning |',
        '| --- | --- | --- |',
        '| `builder` | **required** | The builder. |',
        '| `env` |  | One per line, such as a\\|b. |',
        '| `sparse` | `false` | Less! |',
      ].join('\n'),
    )
  })

  test('outputs have their meaning', () => {
    assert.equal(
      outputTable(metadata),
      ['| Output | Meaning |', '| --- | --- |', '| `digest` | The digest. |'].join('\n'),
    )
  })

  test('the example has a comment and a value for each input', () => {
    const long = { description: `${'word '.repeat(25)}Example: \`out/app\``, required: true }
    assert.equal(
      inputExample({ ...metadata, inputs: { path: long, ...metadata.inputs } }, 'OWNER/action@v1'),
      [
        '```yaml',
        '- uses: OWNER/action@v1',
        '  with:',
        `    # ${'word '.repeat(20).trim()}`,
        `    # ${'word '.repeat(5)}Example: \`out/app\`.`,
        '    path: "out/app"',
        '',
        '    # The builder.',
        '    builder: ""',
        '',
        '    # One per line, such as a|b.',
        '    env: ""',
        '',
        '    # Less!',
        '    sparse: "false"',
        '```',
      ].join('\n'),
    )
  })

  test('a missing or empty description fails, and is named', () => {
    for (const without of ['    description: The digest\n', '    description: The builder\n']) {
      const emptied = actionYml.replace(without, "    description: ' '\n")
      const [, name = ''] = actionYml.split(without)[0]?.match(/ {2}(\w+):\n$/) ?? []
      assert.throws(
        () => parseMetadata(emptied, 'action.yml'),
        (error: Error & { detail?: readonly string[] }) =>
          error.message.startsWith('docs/inputs.md could not be generated from action.yml.') &&
          error.detail?.some((line) => line.includes(name) && line.includes('has no description')) === true,
      )
      assert.throws(() => parseMetadata(actionYml.replace(without, '    required: false\n'), 'action.yml'))
    }
  })
})

suite('section of a document', () => {
  test('is replaced between its markers, again and again', () => {
    const document = 'a\n<!-- begin x -->\nold\n<!-- end x -->\nz\n'
    const filled = fillSection(document, 'x', 'new')
    assert.equal(filled, 'a\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\nz\n')
    assert.equal(fillSection(filled, 'x', 'new'), filled)
  })

  test('needs both markers once, in order', () => {
    const flawed = [
      'none',
      '<!-- begin x -->',
      '<!-- end x --><!-- begin x -->',
      '<!-- begin x --><!-- end x --><!-- begin x --><!-- end x -->',
    ]
    for (const document of flawed) {
      assert.throws(() => fillSection(document, 'x', 'new'), /needs the lines "<!-- begin x -->"/)
    }
  })
})
