import { lifecycleMetadataLabel } from '../labels.ts'

type Labels = Readonly<Record<string, string>>

/** The labels that a rebase works with. */
export interface LabelSources {
  readonly app: Labels
  readonly runImage: Labels
  /** Of the run image that the app stands on so far; undefined if it is not to be had. */
  readonly former: Labels | undefined
  /** The new label `io.buildpacks.lifecycle.metadata`. */
  readonly metadata: string
}

/** What the exporter writes whatever the run image says. */
const lifecycleLabels: readonly string[] = [
  'io.buildpacks.build.metadata',
  'io.buildpacks.project.metadata',
  'io.buildpacks.exec-env',
]

/** What a run image says of itself, and no buildpack does. */
const runImagePrefixes: readonly string[] = ['io.buildpacks.stack.', 'io.buildpacks.base.']

/**
 * The labels of the rebased image: the run image's, and over them the lifecycle's, the buildpacks' and the build's own.
 *
 * Which of the app's labels are those, the former run image tells: what it has, too, is not. Where it is unknown, the new
 * one decides: a label that it has is taken from it; one that only the app has stays, though it may have been the former
 * run image's.
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
