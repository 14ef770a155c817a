import { jsonFlaw, parseDocument } from '../json/document.ts'
import { type Fields, FieldsSchema, isFields } from '../json/fields.ts'
import type { ImageDocuments } from './image.ts'

/** A value that differs between a document of one image and the same document of another. */
export interface Difference {
  readonly document: 'manifest' | 'configuration'
  /** The names of the fields, from the outside in: `config`, `Env`, `PATH`. Empty for the document as a whole. */
  readonly path: readonly string[]
  /** The value in the expected image. Undefined if only the other image has it. */
  readonly expected: unknown
  /** The value in the other image. Undefined if only the expected image has it. */
  readonly found: unknown
  /** How the values differ if they have the same meaning. */
  readonly form?: 'order' | 'spelling'
}

type Documents = Pick<ImageDocuments, 'manifestBytes' | 'configBytes'>

/**
 * Compares the manifests and the configurations of two images, field by field. Equal bytes have no difference, and
 * different bytes have at least one. Labels that contain JSON are compared inside, variables by their names. Stops after
 * 1,000 differences.
 *
 * Throws a Failure if a document is not a JSON object.
 */
export const compareDocuments = (expected: Documents, found: Documents): readonly Difference[] => [
  ...allDifferences(expected, found).take(documentDifferenceLimit),
]

/** How many differences between documents are reported. */
const documentDifferenceLimit = 1_000

// In characters. Longer labels are compared as text, and not as JSON.
const jsonLabelLimit = 64 * 1024

function* allDifferences(expected: Documents, found: Documents): Generator<Difference> {
  yield* compareBytes('configuration', expected.configBytes, found.configBytes)
  yield* compareBytes('manifest', expected.manifestBytes, found.manifestBytes)
}

function* compareBytes(
  document: Difference['document'],
  expected: Uint8Array,
  found: Uint8Array,
): Generator<Difference> {
  if (Buffer.compare(expected, found) === 0) return
  const name = document === 'manifest' ? 'manifest' : 'image configuration'
  const values = [expected, found].map((bytes) => parseDocument(FieldsSchema, bytes, name))
  const differences = compareValues(values[0], values[1], [])
  const spelling = { path: [], expected: undefined, found: undefined, form: 'spelling' } as const
  for (const difference of orElse(differences, spelling)) yield { document, ...difference }
}

/** The differences, or a replacement if there are none. */
function* orElse(
  differences: Iterable<ValueDifference>,
  replacement: ValueDifference,
): Generator<ValueDifference> {
  let isEmpty = true
  for (const difference of differences) {
    isEmpty = false
    yield difference
  }
  if (isEmpty) yield replacement
}

type ValueDifference = Omit<Difference, 'document'>

/** Documents have a limit of depth, and so has JSON inside of a label: recursion ends. */
function* compareValues(
  expected: unknown,
  found: unknown,
  path: readonly string[],
): Generator<ValueDifference> {
  if (isSameText(expected, found)) return
  const [one, other] = [meaningOf(expected, path), meaningOf(found, path)]
  if (one !== undefined && other !== undefined) {
    const form = typeof expected === 'string' ? 'spelling' : 'order'
    yield* orElse(compareValues(one, other, path), { path, expected, found, form })
  } else if (isFields(expected) && isFields(found)) yield* compareFields(expected, found, path)
  else if (Array.isArray(expected) && Array.isArray(found)) yield* compareItems(expected, found, path)
  else yield { path, expected, found }
}

/** Both come out of JSON, so they can be written again. */
const isSameText = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

const fieldOf = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined

function* compareFields(
  expected: Fields,
  found: Fields,
  path: readonly string[],
): Generator<ValueDifference> {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    yield* compareValues(fieldOf(expected, name), fieldOf(found, name), [...path, name])
  }
}

/** What a label contains as JSON, or the variables of an environment by their names. Undefined for any other value. */
const meaningOf = (value: unknown, [part, name, ...rest]: readonly string[]): unknown => {
  if (part !== 'config') return undefined
  if (name === 'Labels' && rest.length === 1 && typeof value === 'string') return parsedLabel(value)
  return name === 'Env' && rest.length === 0 && Array.isArray(value) ? variablesOf(value) : undefined
}

/** The object or the list that a label contains as JSON. Undefined if it is any other text, or longer than 64 KiB. */
const parsedLabel = (label: string): unknown => {
  if (label.length > jsonLabelLimit) return undefined
  try {
    const value: unknown = JSON.parse(label)
    return typeof value === 'object' && value !== null && jsonFlaw(label) === undefined ? value : undefined
  } catch {
    return undefined
  }
}

/** Variables by their names. Undefined if the list has another form, or a name twice. */
const variablesOf = (list: readonly unknown[]): Fields | undefined => {
  const variables = new Map<string, string>()
  for (const item of list) {
    if (typeof item !== 'string' || !item.includes('=')) return undefined
    const equals = item.indexOf('=')
    if (variables.has(item.slice(0, equals))) return undefined
    variables.set(item.slice(0, equals), item.slice(equals + 1))
  }
  return Object.fromEntries(variables)
}

/** An item that was inserted should not make all later items differ: items are paired from both ends. */
function* compareItems(
  expected: readonly unknown[],
  found: readonly unknown[],
  path: readonly string[],
): Generator<ValueDifference> {
  const shorter = Math.min(expected.length, found.length)
  let start = 0
  while (start < shorter && isSameText(expected[start], found[start])) start += 1
  let end = 0
  while (end < shorter - start && isSameText(expected.at(-1 - end), found.at(-1 - end))) end += 1
  const length = Math.max(expected.length, found.length) - start - end
  const inside = (list: readonly unknown[], nth: number): unknown =>
    start + nth < list.length - end ? list[start + nth] : undefined
  for (let nth = 0; nth < length; nth += 1) {
    yield* compareValues(inside(expected, nth), inside(found, nth), [...path, String(start + nth + 1)])
  }
}
