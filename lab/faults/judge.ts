import type { ActionResult } from '../driving/runner.ts'
import { type Expected, usualTime } from './trial.ts'

/** What a target contains: a layout's directory or a tag. */
export interface Place {
  readonly name: string
  readonly kind: 'layout' | 'tag'
  readonly before: 'nothing' | 'earlier'
  readonly found: 'nothing' | 'earlier' | FoundImage
}

export interface FoundImage {
  readonly digest: string
  /** Blobs that are missing or do not match their digest. */
  readonly faults: readonly string[]
}

/** Everything that can be seen after a step. */
export interface Evidence {
  readonly result: Omit<ActionResult, 'summary'>
  readonly places: readonly Place[]
  /** Containers, files and directories that the step should have removed. */
  readonly leftovers: readonly string[]
  /** Damaged content in the stores, in artifacts and in cache entries. */
  readonly damaged: readonly string[]
}

/** The outcome of a trial. Any finding makes it `wrong`. */
export interface Verdict {
  readonly outcome: 'green' | 'red' | 'wrong'
  readonly findings: readonly string[]
}

/**
 * Judges a step that should produce the image with a digest. Green means that exactly this image is there. Red means that
 * everything is as it was before.
 */
export const judge = (evidence: Evidence, expected: Expected, digest: string): Verdict => {
  const { result } = evidence
  const outcome = result.exitCode === 0 ? 'green' : 'red'
  const findings = [
    ...when(
      ![outcome, 'either'].includes(expected.outcome),
      `it is ${outcome} instead of ${expected.outcome}`,
    ),
    ...endFindings(result, expected),
    ...(outcome === 'green' ? greenFindings(evidence, digest) : redFindings(evidence, expected, digest)),
    ...leftFindings(evidence, expected),
    ...logFindings(result),
  ]
  return { outcome: findings.length === 0 ? outcome : 'wrong', findings }
}

const when = (isWrong: boolean, finding: string): readonly string[] => (isWrong ? [finding] : [])

const endFindings = (
  { exitCode, duration }: Evidence['result'],
  { within = usualTime, killed = false }: Expected,
): readonly string[] => [
  ...when(exitCode !== 0 && exitCode !== 1 && !(killed && exitCode === null), `its exit code is ${exitCode}`),
  ...when(duration > within * 1000, `it took ${(duration / 1000).toFixed(1)} s, and may take ${within} s`),
]

const greenFindings = ({ result, places }: Evidence, digest: string): readonly string[] => [
  ...places.flatMap((place) => (isImage(place, digest) ? [] : [`${place.name} ${describe(place)}`])),
  ...when(
    result.outputs['digest'] !== digest,
    `its output digest is "${result.outputs['digest'] ?? ''}", and should be ${digest}`,
  ),
  ...when(errorsIn(result.log).length > 0, 'it shows an error, but is green'),
]

const redFindings = (
  { result, places }: Evidence,
  { killed = false, mayTag = false }: Expected,
  digest: string,
): readonly string[] => {
  const errors = errorsIn(result.log)
  const said = result.outputs['digest']
  return [
    ...places.flatMap((place) => {
      if (place.found === place.before) return []
      // A verified layout stays, even if its artifact fails. A push sets its tags last.
      const may = place.kind === 'layout' || mayTag
      return may && isImage(place, digest) ? [] : [`${place.name} ${describe(place)}`]
    }),
    ...when(said !== undefined && said !== digest, `its output digest is "${said}", and it is red`),
    ...when(errors.length !== 1 && !killed, `it shows ${errors.length} errors instead of one`),
    ...errors.flatMap(errorFindings),
  ]
}

const isImage = ({ found }: Place, digest: string): boolean =>
  typeof found === 'object' && found.digest === digest && found.faults.length === 0

const describe = ({ found, before }: Place): string => {
  if (typeof found === 'object') {
    const faults = found.faults.length === 0 ? '' : `, of which ${found.faults.join('; ')}`
    return `has the image ${found.digest}${faults}`
  }
  return `has ${found === 'earlier' ? 'the earlier image' : 'nothing'} instead of ${before} as before`
}

const leftFindings = (
  { result, leftovers, damaged }: Evidence,
  { clearedBy, damagedStores = false, killed = false }: Expected,
): readonly string[] => {
  const post = result.post === undefined ? '' : `${result.post.log}${result.post.stderr}`
  return [
    ...(clearedBy === 'next run' ? [] : leftovers.map((leftover) => `it left ${leftover}`)),
    ...(damagedStores ? [] : damaged.map((what) => `damaged: ${what}`)),
    ...when(
      result.post !== undefined && result.post.exitCode !== 0,
      `its post step ended with ${result.post?.exitCode}`,
    ),
    ...when(
      post !== '' && !killed && clearedBy === undefined,
      `its post step had something to do: ${post.trim()}`,
    ),
  ]
}

const errorsIn = (log: string): readonly string[] =>
  [...log.matchAll(/^::error(?: [^:]*)?::(.*)$/gm)].map(([, message = '']) => message)

/** Nobody reads longer lines. */
const longestError = 1000

const errorFindings = (message: string): readonly string[] => [
  ...when(/%0A/i.test(message), `its error has several lines: ${message}`),
  ...when(message.length > longestError, `its error has ${message.length} characters`),
  ...when(!/(?:[.!?")]|: docker login \S+)$/.test(message), `its error is not a sentence: ${message}`),
]

/** Patterns of developers' messages, which users must not see in a log. */
const forProgrammers: readonly RegExp[] = [
  /^\s+at .+(?::\d+:\d+\)?|<anonymous>\)?|\(index \d+\)|\(node:\S+\))$/,
  /\b(?:TypeError|ReferenceError|RangeError|SyntaxError|AggregateError|AssertionError)\b/,
  /\bundefined\b|\[object \w+\]|\bNaN\b/,
  /Unexpected error \(please report it\)/,
  /UnhandledPromiseRejection|MaxListenersExceededWarning|DeprecationWarning/,
]

const logFindings = ({ log, stderr, post }: Evidence['result']): readonly string[] => {
  const lines = `${log}\n${post?.log ?? ''}\n${post?.stderr ?? ''}`.split('\n')
  return [
    ...when(stderr !== '', `it wrote to its standard error: ${stderr.trim()}`),
    ...lines
      .filter((line) => forProgrammers.some((pattern) => pattern.test(line)))
      .map((line) => `it says "${line.trim()}"`),
  ]
}
