import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  choiceInput,
  flagInput,
  folderInput,
  lineFailure,
  linesInput,
  linesOf,
  numberInput,
  optionalInput,
  parsedInput,
  parsedLine,
  requiredInput,
} from '../../../src/github/inputs/input.ts'
import { Failure } from '../../../src/message/failure.ts'

const given = (text: string) => (name: string) => (name === 'colour' ? text : '')

const refused = (read: () => unknown, message: string): void => {
  assert.throws(read, (error) => {
    assert.ok(error instanceof Failure)
    assert.equal(error.message, message)
    return true
  })
}

test('a required input must not be empty', () => {
  assert.equal(requiredInput(given('red'), 'colour', 'green'), 'red')
  refused(
    () => requiredInput(given(''), 'colour', 'green'),
    'The input "colour" is required and is empty. An example: colour: green',
  )
})

test('the text of an input is shown in one line', () => {
  refused(
    () => choiceInput(given('red\n::error::x\u009b'), 'colour', ['red', 'green']),
    'The input "colour" is "red ::error::x ". Use red or green. An example: colour: red',
  )
})

test('an empty optional input is undefined', () => {
  assert.equal(optionalInput(given('red'), 'colour'), 'red')
  assert.equal(optionalInput(given(''), 'colour'), undefined)
})

test('a choice must be one of its words, in the same case', () => {
  assert.equal(choiceInput(given('green'), 'colour', ['red', 'green']), 'green')
  for (const text of ['Green', 'blue', '']) {
    refused(
      () => choiceInput(given(text), 'colour', ['red', 'green']),
      `The input "colour" is "${text}". Use red or green. An example: colour: red`,
    )
  }
})

test('a flag must be "true" or "false"', () => {
  assert.equal(flagInput(given('true'), 'colour'), true)
  assert.equal(flagInput(given('false'), 'colour'), false)
  for (const text of ['', 'yes', '1', 'no']) {
    refused(
      () => flagInput(given(text), 'colour'),
      `The input "colour" is "${text}". Use true or false. An example: colour: true`,
    )
  }
})

test('a number must be whole and within its limits', () => {
  const read = (text: string) => numberInput(given(text), 'colour', 1, 9)
  assert.equal(read(''), undefined)
  assert.equal(read('1'), 1)
  assert.equal(read('9'), 9)
  for (const text of ['0', '10', '-1', '1.5', '1e0', '0x1', ' 1', 'one', 'NaN']) {
    refused(
      () => read(text),
      `The input "colour" is "${text}". Use a whole number from 1 to 9. An example: colour: 1`,
    )
  }
})

test('a failure of a parser becomes a failure that names the input, with its cause', () => {
  const cause = new Failure('"red" is no colour.')
  const parse = (): never => {
    throw cause
  }
  assert.throws(
    () => parsedInput(given('red'), 'colour', parse, 'green'),
    (error) => {
      assert.ok(error instanceof Failure)
      assert.equal(
        error.message,
        'The input "colour" is wrong: "red" is no colour. An example: colour: green',
      )
      assert.equal(error.cause, cause)
      return true
    },
  )
  assert.equal(parsedInput(given('2'), 'colour', Number, 'green'), 2)
  assert.equal(parsedInput(given(''), 'colour', parse, 'green'), undefined)
})

test('an unexpected error of a parser stays as it is', () => {
  const broken = new TypeError('broken')
  const parse = (): never => {
    throw broken
  }
  assert.throws(() => parsedInput(given('red'), 'colour', parse, 'green'), broken)
})

test('blank lines and comments are skipped, and the other lines keep their numbers', () => {
  const text = '\n# a comment\r\n red \n\t\n  # another\n#green\nblue # not one\n\n'
  assert.deepEqual(linesInput(given(text), 'colour'), [
    { number: 3, text: 'red' },
    { number: 7, text: 'blue # not one' },
  ])
  assert.deepEqual(linesOf(text)[0], { number: 3, text: ' red ' })
  assert.deepEqual(linesInput(given('\n # \n'), 'colour'), [])
})

test('lines are counted in the untrimmed text of the workflow', () => {
  const options: unknown[] = []
  linesInput((_, option) => {
    options.push(option)
    return ''
  }, 'colour')
  assert.deepEqual(options, [{ trimWhitespace: false }])
})

test('a line that is wrong is shown with its number and with escaped invisible characters', () => {
  const line = { number: 7, text: 'gr\u200been\u202e\t::x' }
  assert.equal(
    lineFailure('colour', line, 'it is no colour', 'green').message,
    'The input "colour" is wrong in line 7, "gr\\u{200b}een\\u{202e}\\u{9}::x": it is no colour. An example: colour: green',
  )
  const { message } = lineFailure('colour', { number: 7, text: 'x'.repeat(500) }, 'it is no colour', 'green')
  assert.ok(message.length < 300)
})

test('a secret line is not shown', () => {
  const line = { number: 7, text: 'hush' }
  assert.equal(
    lineFailure('colour', line, 'it is no colour', 'green', { isSecret: true }).message,
    'The input "colour" is wrong in line 7: it is no colour. An example: colour: green',
  )
})

test('a failure of a parser becomes a failure that names the input and the line', () => {
  const parse = (text: string): never => {
    throw new Failure(`"${text}" is no colour.`)
  }
  refused(
    () => parsedLine('colour', { number: 2, text: 'red' }, parse, 'green'),
    'The input "colour" is wrong in line 2: "red" is no colour. An example: colour: green',
  )
  refused(
    () => parsedLine('colour', { number: 2, text: 're\u200bd' }, parse, 'green'),
    'The input "colour" is wrong in line 2, "re\\u{200b}d": "re\u200bd" is no colour. An example: colour: green',
  )
})

test('"true" and "false" are refused as a directory', () => {
  assert.equal(folderInput(given('./true'), 'colour', 'sbom'), './true')
  assert.equal(folderInput(given(''), 'colour', 'sbom'), undefined)
  for (const text of ['true', 'false', 'True']) {
    refused(
      () => folderInput(given(text), 'colour', 'sbom'),
      `The input "colour" is "${text}". Use the path of a directory. Leave it empty for none, and write ./${text} for a directory with that name. An example: colour: sbom`,
    )
  }
})
