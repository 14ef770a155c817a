import * as v from 'valibot'
import { DigestSchema } from '../../image/digest.ts'
import { parseDocument } from '../../json/document.ts'
import { FieldsSchema, TextsSchema } from '../../json/fields.ts'
import { goJson, goMap, goStruct } from '../../json/go-json.ts'
import { buildMetadataLabel, lifecycleMetadataLabel } from '../labels.ts'

// The fields, in the order in which the lifecycle's library writes them. A build drops other fields of a run image, too.
// https://github.com/google/go-containerregistry/blob/v0.20.6/pkg/v1/config.go
const containerFields = (
  'AttachStderr AttachStdin AttachStdout Cmd Healthcheck Domainname Entrypoint Env Hostname Image Labels OnBuild ' +
  'OpenStdin StdinOnce Tty User Volumes WorkingDir ExposedPorts ArgsEscaped NetworkDisabled MacAddress StopSignal Shell'
).split(' ')
const healthcheckFields = ['Test', 'Interval', 'Timeout', 'StartPeriod', 'Retries']

const HistorySchema = v.looseObject({ created: v.nullish(v.string()), empty_layer: v.nullish(v.boolean()) })

const ConfigSchema = v.looseObject({
  created: v.optional(v.string(), '0001-01-01T00:00:00Z'),
  history: v.nullish(v.array(HistorySchema)),
  rootfs: v.looseObject({ diff_ids: v.array(DigestSchema) }),
  config: v.optional(
    v.looseObject({
      Env: v.nullish(v.array(v.string())),
      Labels: v.nullish(TextsSchema),
      Healthcheck: v.nullish(FieldsSchema),
      Volumes: v.nullish(FieldsSchema),
      ExposedPorts: v.nullish(FieldsSchema),
    }),
    {},
  ),
})

type Config = v.InferOutput<typeof ConfigSchema>
type History = v.InferOutput<typeof HistorySchema>

/** The inputs of a rebased configuration, as bytes. */
export interface ConfigSources {
  readonly app: Uint8Array
  /** The number of the app image's layers that belong to its run image. */
  readonly baseLayers: number
  readonly runImage: Uint8Array
  /** The configuration of the app's current run image. Undefined if it is unavailable. */
  readonly formerRunImage: Uint8Array | undefined
  /** The new label `io.buildpacks.lifecycle.metadata`. */
  readonly metadata: string
}

/**
 * The configuration that a build of the app on another run image would have: the run image's, with the settings of the
 * lifecycle and the buildpacks, and the app's own layers.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/exporter.go
 */
export const rebasedConfig = (sources: ConfigSources): Buffer => {
  const app = parseDocument(ConfigSchema, sources.app, 'image configuration')
  const runImage = parseDocument(ConfigSchema, sources.runImage, 'run image’s configuration')
  const former =
    sources.formerRunImage &&
    parseDocument(ConfigSchema, sources.formerRunImage, 'former run image’s configuration')
  const labels = labelsAfterRebase({
    app: app.config.Labels ?? {},
    runImage: runImage.config.Labels ?? {},
    former: former && (former.config.Labels ?? {}),
    metadata: sources.metadata,
  })
  const { created } = app
  return Buffer.from(
    goJson({
      architecture: runImage['architecture'] ?? '',
      ...goStruct(runImage, ['author']),
      created,
      ...goStruct(runImage, ['docker_version']),
      ...goStruct({ history: historyOf(app, runImage, sources.baseLayers) }, ['history']),
      os: runImage['os'] ?? '',
      rootfs: {
        type: runImage.rootfs['type'] ?? 'layers',
        diff_ids: [...runImage.rootfs.diff_ids, ...app.rootfs.diff_ids.slice(sources.baseLayers)],
      },
      config: containerConfig(app.config, runImage.config, labels),
      ...goStruct(runImage, ['os.version', 'variant', 'os.features']),
    }),
  )
}

const containerConfig = (
  app: Config['config'],
  runImage: Config['config'],
  labels: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> =>
  goStruct(
    {
      ...runImage,
      Healthcheck: runImage.Healthcheck ? goStruct(runImage.Healthcheck, healthcheckFields) : undefined,
      Volumes: goMap(runImage.Volumes),
      ExposedPorts: goMap(runImage.ExposedPorts),
      Env: environmentOf(app.Env ?? [], runImage.Env ?? []),
      Labels: labels,
      Entrypoint: app['Entrypoint'],
      Cmd: app['Cmd'],
      WorkingDir: app['WorkingDir'],
    },
    containerFields,
  )

/** The variables that the exporter sets, in its order. */
const exported = [
  ...['CNB_LAYERS_DIR', 'CNB_APP_DIR', 'CNB_PLATFORM_API', 'CNB_DEPRECATION_MODE', 'CNB_PROCESS_TYPE'],
]
const launcherPath = '/cnb/process:/cnb/lifecycle:'

/** The run image’s environment with the exporter's variables. An existing variable keeps its place. */
const environmentOf = (app: readonly string[], runImage: readonly string[]): readonly string[] => {
  const environment = [...runImage]
  const set = (name: string, value: string): void => {
    const place = environment.findIndex((entry) => entry.split('=', 1)[0] === name)
    environment.splice(place === -1 ? environment.length : place, 1, `${name}=${value}`)
  }
  for (const name of exported) {
    const value = environmentValue(app, name)
    if (value !== undefined) set(name, value)
  }
  if (environmentValue(app, 'PATH')?.startsWith(launcherPath)) {
    const path = environmentValue(runImage, 'PATH') ?? ''
    // The lifecycle ignores a value that contains an equals sign.
    set('PATH', launcherPath + (path.includes('=') ? '' : path))
  }
  return environment
}

const historyFields = ['author', 'created', 'created_by', 'comment', 'empty_layer']

/** One entry per layer. The run image's entries have the app's creation time. */
const historyOf = (app: Config, runImage: Config, baseLayers: number): readonly unknown[] => {
  const { created } = app
  const own = normalized(app.history, app.rootfs.diff_ids.length).slice(baseLayers)
  const layers = runImage.rootfs.diff_ids.length
  // Below platform API 0.12 the exporter drops the run image's history.
  const base = normalized(hasTargets(app.config.Env ?? []) ? runImage.history : undefined, layers)
  return [
    ...base.map((entry) => ({ ...entry, created })),
    ...own.map((entry) => ({ ...entry, created: entry.created ?? created })),
  ].map((entry) => goStruct(entry, historyFields))
}

// https://github.com/buildpacks/imgutil/blob/51c1c8c/new.go (NormalizedHistory)
const normalized = (history: readonly History[] | null | undefined, layers: number): readonly History[] => {
  const entries = (history ?? []).filter(({ empty_layer }) => !empty_layer)
  return entries.length === layers ? entries : Array.from({ length: layers }, () => ({}))
}

/** The value of a variable in an image's environment. Undefined if it is not set. */
const environmentValue = (environment: readonly string[], name: string): string | undefined =>
  environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1)

/** Whether an image was built for platform API 0.12 or newer, which replaced stacks by targets. */
export const hasTargets = (environment: readonly string[]): boolean => {
  const [, major, minor] =
    /^(\d+)\.(\d+)$/.exec(environmentValue(environment, 'CNB_PLATFORM_API') ?? '') ?? []
  return Number(major) > 0 || Number(minor) >= 12
}

type Labels = Readonly<Record<string, string>>

/** Labels that the exporter always writes. */
const lifecycleLabels: readonly string[] = [
  buildMetadataLabel,
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
 * have set them. `metadata` is the new label `io.buildpacks.lifecycle.metadata`.
 */
export const labelsAfterRebase = ({
  app,
  runImage,
  former,
  metadata,
}: {
  readonly app: Labels
  readonly runImage: Labels
  /** Undefined if the app's current run image is unavailable. */
  readonly former: Labels | undefined
  readonly metadata: string
}): ReadonlyMap<string, string> => {
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
