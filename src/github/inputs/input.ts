import { Failure } from '../../message/failure.ts'
import { escaped, oneLine } from '../../message/printable.ts'

/**
 * Gives an input's text as the workflow has it, or what action.yml says where the workflow has none; without the white space
 * around it where nothing else is asked for.
 */
export type GetInput = (name: string, options?: { readonly trimWhitespace: false }) => string

/** An input that is wrong: the message names it, the rule it breaks, and an example. */
export const inputFailure = (name: string, rule: string, example: string, cause?: unknown): Failure =>
  new Failure(`The input "${name}" ${oneLine(rule)}. An example: ${name}: ${example}`, { cause })

/** An input that must not be empty. */
export const requiredInput = (get: GetInput, name: string, example: string): string => {
  const text = get(name)
  if (text === '') throw inputFailure(name, 'is required and is empty', example)
  return text
}

/** An input that may be empty, which is as if it were not there. */
export const optionalInput = (get: GetInput, name: string): string | undefined => get(name) || undefined

/** A line of an input with several. */
export interface InputLine {
  /** The first one is 1. */
  readonly number: number
  /** With the white space around it. */
  readonly text: string
}

/** The lines of a text. Blank lines, and lines that begin with `#`, are skipped: every input with several lines has them. */
export const linesOf = (text: string): readonly InputLine[] =>
  text
    .split(/\r?\n/)
    .map((line, position) => ({ number: position + 1, text: line }))
    .filter((line) => !/^\s*(?:#|$)/.test(line.text))

/** The lines of an input, without the white space around each. */
export const linesInput = (get: GetInput, name: string): readonly InputLine[] =>
  linesOf(untrimmedInput(get, name)).map(({ number, text }) => ({ number, text: text.trim() }))

/** An input as the workflow has it, so that its lines can be counted. */
export const untrimmedInput = (get: GetInput, name: string): string => get(name, { trimWhitespace: false })

/** A line of an input that is wrong. The message shows the line once, and never one that may be secret. */
export const lineFailure = (
  name: string,
  { number, text }: InputLine,
  rule: string,
  example: string,
  { isSecret = false, cause }: { readonly isSecret?: boolean; readonly cause?: unknown } = {},
): Failure => {
  const shown = escaped(text.trim())
  const isHidden = isSecret || rule.includes(`"${shown}"`) || rule.includes(`"${shown}"`)
  return new Failure(
    `The input "${name}" is wrong in line ${number}${isHidden ? '' : `, "${shown}"`}: ${oneLine(rule)}. ` +
      `An example: ${name}: ${example}`,
    { cause },
  )
}

/** An input that is one of a few words. */
export const choiceInput = <Choice extends string>(
  get: GetInput,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice => {
  const text = get(name)
  const choice = choices.find((one) => one === text)
  if (choice === undefined) {
    throw inputFailure(name, `is "${text}", and takes ${choices.join(', ')} only`, choices[0])
  }
  return choice
}

/** An input that is `true` or `false`. */
export const flagInput = (get: GetInput, name: string): boolean =>
  choiceInput(get, name, ['true', 'false']) === 'true'

/** An input that is a whole number within bounds, or undefined if it is empty. */
export const numberInput = (get: GetInput, name: string, least: number, most: number): number | undefined => {
  const text = get(name)
  if (text === '') return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw inputFailure(name, `is "${text}", and takes a whole number from ${least} to ${most}`, String(least))
  }
  return value
}

/** What `parse` makes of an input; its Failure becomes one that names the input. */
export const parsedInput = <Value>(
  name: string,
  text: string,
  parse: (text: string) => Value,
  example: string,
): Value => {
  try {
    return parse(text)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw inputFailure(name, `is wrong: ${cause.message.replace(/\.$/, '')}`, example, cause)
  }
}

/** What `parse` makes of a line of an input; its Failure becomes one that names the input and the line. */
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

/** A folder that an input names; undefined if it is empty. Actions of others take `true` and `false` here. */
export const folderInput = (get: GetInput, name: string, example: string): string | undefined => {
  const text = optionalInput(get, name)
  if (text !== undefined) refuseFlag(name, text, example)
  return text
}

/** Refuses `true` and `false` for an input that takes folders. */
export const refuseFlag = (name: string, text: string, example: string): void => {
  if (!/^(?:true|false)$/i.test(text)) return
  throw inputFailure(
    name,
    `is "${text}", and takes a directory. Leave it empty for none, and write ./${text} for a directory of that name`,
    example,
  )
}
