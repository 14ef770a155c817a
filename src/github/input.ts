import { Failure } from '../message/failure.ts'
import { oneLine } from '../message/printable.ts'

/**
 * Gives an input's text as the workflow has it, or what action.yml says where the workflow has none; without the white space
 * around it where nothing else is asked for.
 */
export type GetInput = (name: string, options?: { readonly trimWhitespace: false }) => string

/** An input that is wrong: the message names it, the rule it breaks, and an example. */
export const inputFailure = (name: string, rule: string, example: string, cause?: unknown): Failure =>
  new Failure(`The input «${name}» ${oneLine(rule)}. An example: ${name}: ${example}`, { cause })

/** An input that must not be empty. */
export const requiredInput = (get: GetInput, name: string, example: string): string => {
  const text = get(name)
  if (text === '') throw inputFailure(name, 'is required and is empty', example)
  return text
}

/** An input that may be empty, which is as if it were not there. */
export const optionalInput = (get: GetInput, name: string): string | undefined => get(name) || undefined

/** The lines of an input, those that are empty left out. */
export const linesInput = (get: GetInput, name: string): readonly string[] =>
  get(name)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** An input that is one of a few words. */
export const choiceInput = <Choice extends string>(
  get: GetInput,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice => {
  const text = get(name)
  const choice = choices.find((one) => one === text)
  if (choice === undefined) {
    throw inputFailure(name, `is «${text}», and takes ${choices.join(', ')} only`, choices[0])
  }
  return choice
}

/** An input that is `true` or `false`. */
export const flagInput = (get: GetInput, name: string): boolean =>
  choiceInput(get, name, ['true', 'false']) === 'true'

/** An input that is a whole number within bounds, or undefined where it is empty. */
export const numberInput = (get: GetInput, name: string, least: number, most: number): number | undefined => {
  const text = get(name)
  if (text === '') return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw inputFailure(name, `is «${text}», and takes a whole number from ${least} to ${most}`, String(least))
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
