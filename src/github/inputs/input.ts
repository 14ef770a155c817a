import { Failure } from '../../message/failure.ts'
import { escapeInvisible, oneLine } from '../../message/printable.ts'

/**
 * Returns the text of an input: the value in the workflow, or the default in action.yml. White space around it is removed by
 * default.
 */
export type GetInput = (name: string, options?: { readonly trimWhitespace: false }) => string

/** The failure of an input that is wrong. The message names the input, the broken rule and an example. */
export const inputFailure = (name: string, rule: string, example: string, cause?: unknown): Failure =>
  new Failure(`The input "${name}" ${oneLine(rule)}. An example: ${name}: ${example}`, { cause })

/** Reads an input that must not be empty. */
export const requiredInput = (get: GetInput, name: string, example: string): string => {
  const text = get(name)
  if (text === '') throw inputFailure(name, 'is required and is empty', example)
  return text
}

/** Reads an input that can be empty. */
export const optionalInput = (get: GetInput, name: string): string | undefined => get(name) || undefined

/** A line of an input with several lines. */
export interface InputLine {
  /** The first line has the number 1. */
  readonly number: number
  /** With the white space around it. */
  readonly text: string
}

/** The lines of a text, without blank lines and lines that begin with `#`. */
export const linesOf = (text: string): readonly InputLine[] =>
  text
    .split(/\r?\n/)
    .map((line, position) => ({ number: position + 1, text: line }))
    .filter((line) => !/^\s*(?:#|$)/.test(line.text))

/** Reads the lines of an input, without the white space around each. */
export const linesInput = (get: GetInput, name: string): readonly InputLine[] =>
  linesOf(untrimmedInput(get, name)).map(({ number, text }) => ({ number, text: text.trim() }))

/** Reads an input with the white space around it, so that its lines can be counted. */
export const untrimmedInput = (get: GetInput, name: string): string => get(name, { trimWhitespace: false })

/** The failure of a line that is wrong. The message shows the line once, and never shows a secret line. */
export const lineFailure = (
  name: string,
  { number, text }: InputLine,
  rule: string,
  example: string,
  { isSecret = false, cause }: { readonly isSecret?: boolean; readonly cause?: unknown } = {},
): Failure => {
  const shown = escapeInvisible(text.trim())
  const isHidden = isSecret || rule.includes(`"${shown}"`)
  return new Failure(
    `The input "${name}" is wrong in line ${number}${isHidden ? '' : `, "${shown}"`}: ${oneLine(rule)}. ` +
      `An example: ${name}: ${example}`,
    { cause },
  )
}

/** Reads an input that must be one of some words. */
export const choiceInput = <Choice extends string>(
  get: GetInput,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice => {
  const text = get(name)
  const choice = choices.find((word) => word === text)
  if (choice === undefined) {
    const words = new Intl.ListFormat('en', { type: 'disjunction' }).format(choices)
    throw inputFailure(name, `is "${text}". Use ${words}`, choices[0])
  }
  return choice
}

/** Reads an input that must be `true` or `false`. */
export const flagInput = (get: GetInput, name: string): boolean =>
  choiceInput(get, name, ['true', 'false']) === 'true'

/** Reads an input that must be a whole number within limits. Undefined if it is empty. */
export const numberInput = (get: GetInput, name: string, least: number, most: number): number | undefined => {
  const text = get(name)
  if (text === '') return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw inputFailure(name, `is "${text}". Use a whole number from ${least} to ${most}`, String(least))
  }
  return value
}

/** Reads and parses an input. Undefined if it is empty. A Failure of `parse` becomes a Failure that names the input. */
export const parsedInput = <Value>(
  get: GetInput,
  name: string,
  parse: (text: string) => Value,
  example: string,
): Value | undefined => {
  const text = get(name)
  if (text === '') return undefined
  try {
    return parse(text)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw inputFailure(name, `is wrong: ${cause.message.replace(/\.$/, '')}`, example, cause)
  }
}

/** Parses a line of an input. A Failure of `parse` becomes a Failure that names the input and the line. */
export const parsedLine = <Value>(
  name: string,
  line: InputLine,
  parse: (text: string) => Value,
  example: string,
): Value => {
  try {
    return parse(line.text)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw lineFailure(name, line, cause.message.replace(/\.$/, ''), example, { cause })
  }
}

/** Reads the path of a directory, as it is in the workflow. Undefined if it is empty. */
export const folderInput = (get: GetInput, name: string, example: string): string | undefined => {
  const text = optionalInput(get, name)
  if (text !== undefined) refuseFlag(name, text, example)
  return text
}

/** Refuses `true` and `false` as a directory. Inputs with similar names in other actions take them. */
export const refuseFlag = (name: string, text: string, example: string): void => {
  if (!/^(?:true|false)$/i.test(text)) return
  throw inputFailure(
    name,
    `is "${text}". Use the path of a directory. Leave it empty for none, and write ./${text} for a directory with that name`,
    example,
  )
}
