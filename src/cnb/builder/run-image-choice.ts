import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'

/**
 * A run image and its mirrors, as builders name them.
 * https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#runtoml-toml
 */
export interface NamedRunImage {
  readonly image: string
  readonly mirrors: readonly string[]
}

/** The run image for a build. */
export interface RunImageChoice {
  /** As it was written. */
  readonly name: string
  /** What the name means. */
  readonly reference: ImageReference
  /** What the label of the built image has to name, if that is not what the builder names first. */
  readonly label?: NamedRunImage
}

/**
 * The run image for a build: the requested one, or else the builder's, preferably from the builder's own registry, where
 * that is known.
 *
 * The lifecycle writes into the image's label which run image a later rebase takes. It looks for it in run.toml by the
 * name that analysis found, which for a layout is a path and never there, and so takes the first:
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/run_image.go#L80
 *
 * Throws a Failure if the builder names none, or a name that is no image reference.
 */
export const chooseRunImage = (
  { runImages }: { readonly runImages: readonly NamedRunImage[] },
  builderReference: ImageReference | undefined,
  requested?: string,
): RunImageChoice => {
  const [first] = runImages
  if (requested === undefined) return chooseOwn(first, builderReference)
  const reference = parseReference(requested)
  const named = runImages.find(({ image, mirrors }) =>
    [image, ...mirrors].some((name) => isSameName(name, requested)),
  )
  if (named !== undefined && named === first) return { name: requested, reference }
  return { name: requested, reference, label: named ?? { image: requested, mirrors: [] } }
}

const chooseOwn = (own: NamedRunImage | undefined, builder: ImageReference | undefined): RunImageChoice => {
  const names = own === undefined ? [] : [own.image, ...own.mirrors]
  const candidates = names.map((name) => ({ name, reference: parseReference(name) }))
  const nearby = candidates.find(({ reference }) => reference.registry === builder?.registry)
  const chosen = nearby ?? candidates[0]
  if (chosen === undefined) {
    throw new Failure(
      `The builder${builder === undefined ? '' : ` ${formatReference(builder)}`} names no run image. ` +
        'Name one with the input run-image.',
    )
  }
  return chosen
}

/** Whether two names mean the same, whatever their digests: the lifecycle compares names like this. */
export const isSameName = (name: string, other: string): boolean => {
  try {
    return tagged(parseReference(name)) === tagged(parseReference(other))
  } catch {
    return false
  }
}

const tagged = ({ registry, repository, tag = 'latest' }: ImageReference): string =>
  formatReference({ registry, repository, tag })

/**
 * A run.toml that names one run image. Throws a Failure if a name is no image reference: none of those needs an
 * escape in TOML.
 */
export const runToml = ({ image, mirrors }: NamedRunImage): string => {
  const list = mirrors.map(quoted).join(', ')
  return `[[images]]\n  image = ${quoted(image)}\n${list === '' ? '' : `  mirrors = [${list}]\n`}`
}

const quoted = (name: string): string => {
  parseReference(name)
  return `"${name}"`
}
