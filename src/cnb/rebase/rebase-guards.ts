import * as v from 'valibot'
import type { ImageConfig } from '../../image/config.ts'
import { formatPlatform } from '../../image/platform.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { isSameName, namesOf } from '../builder/run-image-choice.ts'
import { hasTargets } from './rebase-config.ts'
import type { RunImageRecord } from './run-image-record.ts'

/** An app and its new run image. */
export interface RebasePair {
  readonly app: ImageConfig
  readonly record: RunImageRecord
  readonly runImage: ImageConfig
  /** As the label or the input contains it. */
  readonly runImageName: string
}

const EnvironmentSchema = v.fallback(v.array(v.string()), [])
const rebasableLabel = 'io.buildpacks.rebasable'
const stackLabel = 'io.buildpacks.stack.id'
const mixinsLabel = 'io.buildpacks.stack.mixins'
const distribution = { name: 'io.buildpacks.base.distro.name', version: 'io.buildpacks.base.distro.version' }

const labelOf = ({ config }: ImageConfig, name: string): string => config?.Labels?.[name] ?? ''

const quoted = (text: string): string => `"${printable(text)}"`

/**
 * Checks that an app can be rebased onto a run image, by the rules of the lifecycle's rebaser. Throws a Failure for the
 * first broken rule. With `force` it warns instead, except for the rules about stacks, which the rebaser always enforces.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/rebaser.go
 */
export const checkRebase = (
  pair: RebasePair,
  { force, warn }: { readonly force: boolean; readonly warn: (message: string) => void },
): void => {
  const usesTargets = hasTargets(v.parse(EnvironmentSchema, pair.app.config?.['Env']))
  const obstacle = usesTargets ? undefined : (stackObstacle(pair) ?? mixinObstacle(pair))
  if (obstacle !== undefined) throw new Failure(`${obstacle} Build the app again.`)
  for (const check of usesTargets ? targetChecks : [nameObstacle]) {
    const found = check(pair)
    if (found === undefined) continue
    if (!force) throw new Failure(`${found} Build the app again, or set "force: true" to rebase it anyway.`)
    warn(`${found} It is rebased because of "force: true".`)
  }
}

type Check = (pair: RebasePair) => string | undefined

const rebasableObstacle: Check = ({ app }) =>
  labelOf(app, rebasableLabel) === 'false'
    ? `The image is not rebasable: its label ${rebasableLabel} is "false", because an extension changed its run image.`
    : undefined

const platformObstacle: Check = ({ app, runImage, runImageName }) => {
  // A missing variant matches any.
  const hasSameVariant = !app.variant || !runImage.variant || app.variant === runImage.variant
  if (app.os === runImage.os && app.architecture === runImage.architecture && hasSameVariant) return undefined
  return (
    `The run image ${runImageName} is for ${printable(formatPlatform(runImage))}, but the image is for ` +
    `${printable(formatPlatform(app))}.`
  )
}

const distributionObstacle: Check = ({ app, runImage, runImageName }) => {
  const fits = Object.values(distribution).every((label) => {
    const wanted = labelOf(runImage, label)
    return wanted === '' || wanted === labelOf(app, label)
  })
  if (fits) return undefined
  return (
    `The distribution of the run image ${runImageName} is ${distributionOf(runImage)}, but that of the image is ` +
    `${distributionOf(app)}.`
  )
}

const distributionOf = (config: ImageConfig): string => {
  const words = Object.values(distribution).map((label) => labelOf(config, label))
  return quoted(words.filter((word) => word !== '').join(' ') || 'unknown')
}

/** Whether the image lists a name for its run image. Digests are ignored. */
export const isNamed = (record: RunImageRecord, name: string): boolean =>
  [record.own, ...(record.stack ? [record.stack] : [])].flatMap(namesOf).some((own) => isSameName(own, name))

const nameObstacle: Check = ({ record, runImageName }) =>
  isNamed(record, runImageName)
    ? undefined
    : `The run image ${runImageName} is not in the image's list of run images: ${printable(namesOf(record).join(', ')) || 'none'}.`

const targetChecks: readonly Check[] = [
  rebasableObstacle,
  platformObstacle,
  distributionObstacle,
  nameObstacle,
]

const stackObstacle: Check = ({ app, runImage, runImageName }) => {
  const [own, other] = [labelOf(app, stackLabel), labelOf(runImage, stackLabel)]
  if (own !== '' && own === other) return undefined
  return (
    `The stack of the run image ${runImageName} (label ${stackLabel}) is ${quoted(other)}, but that of the image is ` +
    `${quoted(own)}.`
  )
}

const MixinsSchema = v.fallback(v.pipe(v.string(), v.parseJson(), v.nullable(v.array(v.string()))), [])

/** The mixins of an image, without their stages `build:` and `run:`. */
const mixinsOf = (config: ImageConfig): readonly string[] =>
  (v.parse(MixinsSchema, labelOf(config, mixinsLabel)) ?? []).map((mixin) => mixin.replace(/^[^:]*:/, ''))

const mixinObstacle: Check = ({ app, runImage, runImageName }) => {
  const offered = new Set(mixinsOf(runImage))
  const missing = mixinsOf(app).filter((mixin) => !offered.has(mixin))
  if (missing.length === 0) return undefined
  return `The run image ${runImageName} lacks mixins that the image requires: ${printable(missing.toSorted().join(', '))}.`
}
