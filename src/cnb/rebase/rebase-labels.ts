import { lifecycleMetadataLabel } from '../labels.ts'

type Labels = Readonly<Record<string, string>>

/** The inputs of the labels of a rebased image. */
export interface LabelSources {
  readonly app: Labels
  readonly runImage: Labels
  /** The labels of the app's current run image. Undefined if it is unavailable. */
  readonly former: Labels | undefined
  /** The new label `io.buildpacks.lifecycle.metadata`. */
  readonly metadata: string
}

/** Labels that the exporter always writes. */
const lifecycleLabels: readonly string[] = [
  'io.buildpacks.build.metadata',
  'io.buildpacks.project.metadata',
  'io.buildpacks.exec-env',
]

/** Labels that only run images have. */
const runImagePrefixes: readonly string[] = ['io.buildpacks.stack.', 'io.buildpacks.base.']

/**
 * The labels of the rebased image: the run image's labels, overridden by those of the lifecycle, the buildpacks and the
 * build.
 *
 * A label of the app that the former run image has, too, belongs to that run image and is dropped. If the former run image
 * is unknown, labels that the new run image has are taken from it, and all others stay, although the former run image may
 * have set them.
 */
export const labelsAfterRebase = ({
  app,
  runImage,
  former,
  metadata,
}: LabelSources): ReadonlyMap<string, string> => {
  const isOwn = (name: string, value: string): boolean => {
    if (lifecycleLabels.includes(name)) return true
    if (runImagePrefixes.some((prefix) => name.startsWith(prefix))) return false
    return former === undefined ? !Object.hasOwn(runImage, name) : former[name] !== value
  }
  return new Map([
    ...Object.entries(runImage),
    ...Object.entries(app).filter(([name, value]) => isOwn(name, value)),
    [lifecycleMetadataLabel, metadata],
  ])
}
