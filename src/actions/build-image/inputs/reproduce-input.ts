import { type GetInput, inputFailure, optionalInput, parsedInput } from '../../../github/inputs/input.ts'
import { type Digest, parseDigest } from '../../../image/digest.ts'
import { type ImageReference, parseReference } from '../../../image/reference.ts'

/** The image that a build is expected to reproduce: an image in a registry, or only the digest of a manifest. */
export type ReproductionTarget = { readonly reference: ImageReference } | { readonly digest: Digest }

const example = 'ghcr.io/octo-org/my-app:1.2.0'

/** Reads the input `reproduces`. Undefined if it is empty. Throws a Failure if it or `previous-image` is wrong. */
export const readReproductionTarget = (get: GetInput): ReproductionTarget | undefined => {
  const text = optionalInput(get, 'reproduces')
  if (text === undefined) return undefined
  if (get('previous-image') !== '') {
    throw inputFailure(
      'previous-image',
      'is set together with "reproduces". A build that reuses layers of an image does not verify that they can be ' +
        'reproduced: leave one of the two empty',
      '""',
    )
  }
  return /^sha\d+:/.test(text)
    ? { digest: parsedInput('reproduces', text, parseDigest, `sha256:${'0'.repeat(64)}`) }
    : { reference: parsedInput('reproduces', text, parseReference, example) }
}
