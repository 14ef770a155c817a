import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  choiceInput,
  flagInput,
  numberInput,
  optionalInput,
  parsedInput,
  requiredInput,
} from '../../src/github/input.ts'
import { Failure } from '../../src/message/failure.ts'

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
    'The input «colour» is required and is empty. An example: colour: green',
  )
})

test('what an input has is shown in one line', () => {
  refused(
    () => choiceInput(given('red\n::error::x\u009b'), 'colour', ['red', 'green']),
    'The input «colour» is «red ::error::x », and takes red, green only. An example: colour: red',
  )
})

test('an empty optional input is none', () => {
  assert.equal(optionalInput(given('red'), 'colour'), 'red')
  assert.equal(optionalInput(given(''), 'colour'), undefined)
})

test('a choice takes the words that there are, written as they are', () => {
  assert.equal(choiceInput(given('green'), 'colour', ['red', 'green']), 'green')
  for (const text of ['Green', 'blue', '']) {
    refused(
      () => choiceInput(given(text), 'colour', ['red', 'green']),
      `The input «colour» is «${text}», and takes red, green only. An example: colour: red`,
    )
  }
})

test('a flag is true or false, and not what only looks like it', () => {
  assert.equal(flagInput(given('true'), 'colour'), true)
  assert.equal(flagInput(given('false'), 'colour'), false)
  for (const text of ['', 'yes', '1', 'no']) {
    refused(
      () => flagInput(given(text), 'colour'),
      `The input «colour» is «${text}», and takes true, false only. An example: colour: true`,
    )
  }
})

test('a number is whole and within its bounds, or not given', () => {
  const read = (text: string) => numberInput(given(text), 'colour', 1, 9)
  assert.equal(read(''), undefined)
  assert.equal(read('1'), 1)
  assert.equal(read('9'), 9)
  for (const text of ['0', '10', '-1', '1.5', '1e0', '0x1', ' 1', 'one', 'NaN']) {
    refused(
      () => read(text),
      `The input «colour» is «${text}», and takes a whole number from 1 to 9. An example: colour: 1`,
    )
  }
})

test('what a parser refuses is a failure that names the input, and keeps the cause', () => {
  const cause = new Failure('«red» is no colour.')
  const parse = (): never => {
    throw cause
  }
  assert.throws(
    () => parsedInput('colour', 'red', parse, 'green'),
    (error) => {
      assert.ok(error instanceof Failure)
      assert.equal(
        error.message,
        'The input «colour» is wrong: «red» is no colour. An example: colour: green',
      )
      assert.equal(error.cause, cause)
      return true
    },
  )
  assert.equal(parsedInput('colour', '2', Number, 'green'), 2)
})

test('what a parser breaks on is no failure of the input', () => {
  const broken = new TypeError('broken')
  const parse = (): never => {
    throw broken
  }
  assert.throws(() => parsedInput('colour', 'red', parse, 'green'), broken)
})
