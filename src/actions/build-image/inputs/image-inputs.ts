import { basename, dirname, join, resolve } from 'node:path'
import {
  type GetInput,
  inputFailure,
  lineFailure,
  linesOf,
  optionalInput,
  parsedInput,
  untrimmedInput,
} from '../../../github/inputs/input.ts'
import { refuseWorkspace } from '../../../github/inputs/shared-inputs.ts'
import { type Digest, parseDigest } from '../../../image/digest.ts'
import { type ImageReference, isRepository, isTag, parseReference } from '../../../image/reference.ts'
import type { Failure } from '../../../message/failure.ts'

/** The inputs about the image. */
export interface ImageInputs {
  /** The type of the process that the image starts. Undefined for the default of the buildpacks. */
  readonly defaultProcess: string | undefined
  /** In seconds since 1970. Undefined for the lifecycle's fixed time in 1980. */
  readonly creationTime: number | undefined
  readonly executionEnvironment: string
  readonly labels: ReadonlyMap<string, string>
}

/** Reads the inputs about the image. Throws a Failure that names the input, the rule and an example. */
export const readImageInputs = (get: GetInput): ImageInputs => ({
  defaultProcess: wordInput(get, 'default-process', 'worker'),
  creationTime: parseCreationTime(get('creation-time')),
  executionEnvironment: wordInput(get, 'execution-environment', 'test') ?? 'production',
  labels: parseLabels(untrimmedInput(get, 'labels')),
})

// Of process types: https://github.com/buildpacks/spec/blob/main/buildpack.md#launchtoml-toml
const wordPattern = /^[A-Za-z0-9._-]+$/

const wordInput = (get: GetInput, name: string, example: string): string | undefined => {
  const text = optionalInput(get, name)
  if (text === undefined || (wordPattern.test(text) && !text.startsWith('-'))) return text
  throw inputFailure(name, `is "${text}". Use letters, digits, ".", "_" and "-" only`, example)
}

const timePattern = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/
// The last second of the year 9999, the last one that RFC 3339 can express.
const lastTime = 253_402_300_799

/** Whether the month has that day. `Date` reads the 31st of February as the 3rd of March. */
const isDay = (text: string): boolean => {
  const day = text.slice(0, 10)
  return new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false
}

/** Parses `now`, seconds since 1970, a date, or a time with its zone. */
export const parseCreationTime = (text: string): number | undefined => {
  if (text === '') return undefined
  if (text === 'now') return Math.floor(Date.now() / 1000)
  const seconds = /^\d+$/.test(text)
    ? Number(text)
    : Math.floor((timePattern.test(text) && isDay(text) ? Date.parse(text) : Number.NaN) / 1000)
  if (seconds >= 0 && seconds <= lastTime) return seconds
  throw inputFailure(
    'creation-time',
    `is "${text}". Use "now", seconds since 1970, or a time such as 2026-11-25T12:00:00Z`,
    'now',
  )
}

const labelName = /^[A-Za-z][A-Za-z0-9._/-]*$/
const reserved = 'io.buildpacks.'
const labelExample = 'org.opencontainers.image.source=https://github.com/octo-org/my-app'

/** Parses one `name=value` per line. The last line for a name wins. */
export const parseLabels = (text: string): ReadonlyMap<string, string> => {
  const labels = new Map<string, string>()
  for (const line of linesOf(text)) {
    const refuse = (rule: string): Failure => lineFailure('labels', line, rule, labelExample)
    const equals = line.text.indexOf('=')
    const name = (equals === -1 ? line.text : line.text.slice(0, equals)).trim()
    if (!labelName.test(name)) {
      throw refuse(
        'it does not begin with the name of a label. Names begin with a letter and have letters, digits, ".", "_", "/" ' +
          'and "-"',
      )
    }
    if (equals === -1) throw refuse('it has no "="')
    if (name.startsWith(reserved))
      throw refuse(`labels that begin with "${reserved}" are reserved for the lifecycle`)
    labels.set(name, line.text.slice(equals + 1))
  }
  return labels
}

/** The image that a build is expected to reproduce: an image in a registry, or only the digest of a manifest. */
export type ReproductionTarget = { readonly reference: ImageReference } | { readonly digest: Digest }

const reproducesExample = 'ghcr.io/octo-org/my-app:1.2.0'

/** Reads the input `reproduces`. Undefined if it is empty. Throws a Failure if it or `previous-image` is wrong. */
export const readReproductionTarget = (get: GetInput): ReproductionTarget | undefined => {
  if (get('reproduces') !== '' && get('previous-image') !== '') {
    throw inputFailure(
      'previous-image',
      'is set together with "reproduces". A build that reuses layers of an image does not verify that they can be ' +
        'reproduced: leave one of the two empty',
      '""',
    )
  }
  return /^sha\d+:/.test(get('reproduces'))
    ? parsedInput(get, 'reproduces', (text) => ({ digest: parseDigest(text) }), `sha256:${'0'.repeat(64)}`)
    : parsedInput(get, 'reproduces', (text) => ({ reference: parseReference(text) }), reproducesExample)
}

/** The directory of a layout, and the name of its image. */
export interface ImagePath {
  /** The directory of the layout, absolute. */
  readonly folder: string
  /** The last part of the directory. */
  readonly name: string
  readonly tag: string
}

const imagePathExample = 'out/my-app:1.2'

/**
 * Parses `[oci:]folder/name[:tag]`, relative to `workspace`, with the rules of pack and the lifecycle: the last part must be
 * an image reference. Colons in folders and `..` as the last part are refused: pack writes such a layout to another place.
 * Throws a Failure that names the broken rule.
 */
export const parseImagePath = (text: string, workspace: string): ImagePath => {
  const refuse = (rule: string): never => {
    throw inputFailure('image-path', rule, imagePathExample)
  }
  const path = text.startsWith('oci:') ? text.slice('oci:'.length) : text
  if (path === '') refuse('is empty. Use a directory for the layout; its last part is the name of the image')
  if (path.includes('@')) refuse(`is "${text}", which has a digest. The digest is known only after the build`)
  const last = basename(path)
  const [name = '', tag = 'latest', ...more] = last.split(':')
  const parent = dirname(path)
  if (more.length > 0 || parent.includes(':')) {
    refuse(`is "${text}", which contains a colon outside the tag. Directory names must not contain colons`)
  }
  if (name === '.' || name === '..') refuse(`is "${text}", and its last part is not a name`)
  if (name.length < 2 || !isRepository(name)) {
    refuse(
      `is "${text}". Its last part is the name of the image: at least 2 lower-case letters and digits, ` +
        'with a single ".", "_" or "-" between them',
    )
  }
  if (!isTag(tag)) refuse(`is "${text}". A tag has 1 to 128 letters, digits, "_", "." or "-"`)
  const folder = resolve(workspace, join(parent, name))
  refuseWorkspace('image-path', text, folder, workspace, imagePathExample)
  return { folder, name, tag }
}
