import { resolve } from 'node:path'
import {
  flagInput,
  type GetInput,
  inputFailure,
  linesInput,
  parsedInput,
  requiredInput,
} from '../../github/input.ts'
import type { StepContext } from '../../github/step-context.ts'
import { type Digest, parseDigest } from '../../image/digest.ts'
import { type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'

/** What a push is asked to do. */
export interface Inputs {
  /** The layout, absolute. */
  readonly path: string
  /** What the layout must hold. */
  readonly digest: Digest | 'any'
  /** Each with a tag, and without a digest. */
  readonly to: readonly [ImageReference, ...ImageReference[]]
  readonly summary: boolean
}

/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
export const readInputs = (get: GetInput, { workspace }: Pick<StepContext, 'workspace'>): Inputs => ({
  path: resolve(workspace, requiredInput(get, 'path', 'images/my-app')),
  digest: expectedDigest(get('digest')),
  to: references(get),
  summary: flagInput(get, 'summary'),
})

const expectedDigest = (text: string): Digest | 'any' =>
  text === '' || text === 'any'
    ? 'any'
    : parsedInput('digest', text, parseDigest, `\${{ needs.build.outputs.digest }}`)

const toExample = 'ghcr.io/owner/app:1.2'

const references = (get: GetInput): Inputs['to'] => {
  const [first, ...others] = linesInput(get, 'to').map((line) =>
    parsedInput('to', line, parseTarget, toExample),
  )
  if (first === undefined) throw inputFailure('to', 'is required and is empty', toExample)
  return [first, ...others]
}

/** A name to push to; without a tag it is `latest`, as with Docker. */
const parseTarget = (text: string): ImageReference => {
  const reference = parseReference(text)
  if (reference.digest === undefined) return reference
  throw new Failure(`«${text}» has a digest, which what is pushed has by itself: name a tag, or nothing.`)
}
