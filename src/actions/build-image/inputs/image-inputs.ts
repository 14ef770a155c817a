import {
  type GetInput,
  inputFailure,
  lineFailure,
  linesOf,
  optionalInput,
  untrimmedInput,
} from '../../../github/inputs/input.ts'
import type { Failure } from '../../../message/failure.ts'

/** What the inputs say of the image, beside what buildpacks make of it. */
export interface ImageInputs {
  /** The type of the process that it starts; undefined for what the buildpacks wish for. */
  readonly defaultProcess: string | undefined
  /** When it says it was made, in seconds since 1970; undefined for the lifecycle's own, in 1980. */
  readonly creationTime: number | undefined
  readonly executionEnvironment: string
  readonly labels: ReadonlyMap<string, string>
}

/** Reads the inputs about the image; throws a Failure that names the input, the rule and an example. */
export const readImageInputs = (get: GetInput): ImageInputs => ({
  defaultProcess: wordInput(get, 'default-process', 'worker'),
  creationTime: parseCreationTime(get('creation-time')),
  executionEnvironment: wordInput(get, 'execution-environment', 'test') ?? 'production',
  labels: parseLabels(untrimmedInput(get, 'labels')),
})

/** https://github.com/buildpacks/spec/blob/main/buildpack.md#launchtoml-toml: process types are words like this. */
const wordPattern = /^[A-Za-z0-9._-]+$/

const wordInput = (get: GetInput, name: string, example: string): string | undefined => {
  const text = optionalInput(get, name)
  if (text === undefined || (wordPattern.test(text) && !text.startsWith('-'))) return text
  throw inputFailure(name, `is "${text}", and takes letters, digits, ".", "_" and "-" only`, example)
}

const timePattern = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/
// The last second of the year 9999: no date has more digits.
const lastTime = 253_402_300_799

/** Whether the day is in its month: the 31st of February would be the 3rd of March without a word. */
const isDay = (text: string): boolean => {
  const day = text.slice(0, 10)
  return new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false
}

/** Reads `now`, seconds since 1970, a date, or a time with its zone. */
export const parseCreationTime = (text: string): number | undefined => {
  if (text === '') return undefined
  if (text === 'now') return Math.floor(Date.now() / 1000)
  const seconds = /^\d+$/.test(text)
    ? Number(text)
    : Math.floor((timePattern.test(text) && isDay(text) ? Date.parse(text) : Number.NaN) / 1000)
  if (seconds >= 0 && seconds <= lastTime) return seconds
  throw inputFailure(
    'creation-time',
    `is "${text}", and takes "now", seconds since 1970, or a time such as 2026-11-25T12:00:00Z`,
    'now',
  )
}

const labelName = /^[A-Za-z][A-Za-z0-9._/-]*$/
const reserved = 'io.buildpacks.'
const labelExample = 'org.opencontainers.image.source=https://github.com/octo-org/my-app'

/** Reads one `name=value` per line; of two lines with one name the last counts. */
export const parseLabels = (text: string): ReadonlyMap<string, string> => {
  const labels = new Map<string, string>()
  for (const line of linesOf(text)) {
    const refuse = (rule: string): Failure => lineFailure('labels', line, rule, labelExample)
    const equals = line.text.indexOf('=')
    const name = (equals === -1 ? line.text : line.text.slice(0, equals)).trim()
    if (!labelName.test(name)) {
      throw refuse(
        'it begins with no name of a label, which begins with a letter and has letters, digits, ".", "_", "/" and "-" only',
      )
    }
    if (equals === -1) throw refuse('it has no "=" and no value')
    if (name.startsWith(reserved)) throw refuse(`labels that begin with "${reserved}" are the lifecycle's`)
    labels.set(name, line.text.slice(equals + 1))
  }
  return labels
}
