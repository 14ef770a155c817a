import { stringify } from 'smol-toml'
import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'

/**
 * A run image and its mirrors, as builders and built images list them.
 * https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#runtoml-toml
 */
export interface NamedRunImage {
  readonly image: string
  readonly mirrors: readonly string[]
}

/** The run image for a build, before a registry is asked. */
export interface RunImageChoice {
  /** Names of the same run image, as they were written, in order of preference. Not empty. */
  readonly names: readonly [string, ...string[]]
  /** The run image in the label of the built image, if it is not the first one that the builder lists. */
  readonly label?: NamedRunImage | undefined
}

/**
 * The run image for a build: the requested one, or else the builder's first one and its mirrors.
 *
 * The lifecycle writes into the image's label which run image a later rebase takes. It looks for it in run.toml by the
 * name that analysis found, which for a layout is a path and never there, and so takes the first:
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/run_image.go#L80
 *
 * Throws a Failure if the builder names no run image.
 */
export const chooseRunImage = (
  { runImages }: { readonly runImages: readonly NamedRunImage[] },
  builder: ImageReference | undefined,
  requested?: string,
): RunImageChoice => {
  const [own] = runImages
  if (requested === undefined) {
    const [first, ...others] = own === undefined ? [] : preferredNames(own, builder?.registry)
    if (first !== undefined) return { names: [first, ...others] }
    throw new Failure(
      `The builder${builder === undefined ? '' : ` ${formatReference(builder)}`} names no run image. ` +
        'Set the input "run-image".',
    )
  }
  const listed = runImages.find((runImage) => namesOf(runImage).some((name) => isSameName(name, requested)))
  if (listed !== undefined && listed === own) return { names: [requested] }
  return { names: [requested], label: listed ?? { image: requested, mirrors: [] } }
}

/** The names of a run image: its own, then its mirrors. */
export const namesOf = ({ image, mirrors }: NamedRunImage): readonly string[] =>
  [image, ...mirrors].filter((name) => name !== '')

/**
 * The names of a run image in order of preference: those in `registry` first, as the platform specification says.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/run_image.go#L27
 */
export const preferredNames = (runImage: NamedRunImage, registry: string | undefined): readonly string[] => {
  const names = namesOf(runImage)
  const isNear = (name: string): boolean => referenceOf(name)?.registry === registry
  return [...names.filter(isNear), ...names.filter((name) => !isNear(name))]
}

/** A name of a run image, and the result of looking it up. */
export interface ResolvedRunImage<Root> {
  /** As it was written. */
  readonly name: string
  readonly reference: ImageReference
  readonly root: Root
}

/**
 * Looks up the names of a run image in their order, and returns the first that is accessible. An inaccessible name is
 * logged; a malformed name is a warning.
 *
 * Throws the Failure of the lookup if there is one name only. Otherwise throws a Failure that contains every name and its
 * reason.
 */
export const resolveRunImage = async <Root>(
  names: readonly [string, ...string[]],
  lookUp: (reference: ImageReference) => Promise<Root>,
  { info, warn }: { readonly info: (message: string) => void; readonly warn: (message: string) => void },
): Promise<ResolvedRunImage<Root>> => {
  const failures: Failure[] = []
  for (const name of names) {
    try {
      const reference = parseReference(name)
      return { name, reference, root: await lookUp(reference) }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (names.length === 1) throw error
      failures.push(error)
      const note = referenceOf(name) === undefined ? warn : info
      note(`Skipped the run image "${printable(name)}": ${error.message}`)
    }
  }
  throw new Failure(
    `No name of the run image is accessible: ${printable(names.join(', '))}. See the reason for each name below. ` +
      'Log in to a registry that has the image before this step, or set the input "run-image".',
    {
      cause: failures[0],
      detail: names.map((name, position) => `${printable(name)}: ${failures[position]?.message}`),
    },
  )
}

/** Whether two names are the same apart from their digests. The lifecycle compares names like this. */
export const isSameName = (name: string, other: string): boolean => {
  const [one, two] = [referenceOf(name), referenceOf(other)]
  return one !== undefined && two !== undefined && withoutDigest(one) === withoutDigest(two)
}

const withoutDigest = ({ registry, repository, tag = 'latest' }: ImageReference): string =>
  formatReference({ registry, repository, tag })

/** The reference that a name is; undefined if the name is malformed. */
export const referenceOf = (name: string): ImageReference | undefined => {
  try {
    return parseReference(name)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/** A run.toml that lists one run image. */
export const runToml = ({ image, mirrors }: NamedRunImage): string =>
  stringify({ images: [{ image, mirrors }] })
