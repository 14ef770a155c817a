import { readRunImageRecord } from '../../../cnb/rebase/run-image-record.ts'
import type { ImageConfig } from '../../../image/config.ts'
import { formatReference, parseReference } from '../../../image/reference.ts'
import { Failure } from '../../../message/failure.ts'
import { printable } from '../../../message/printable.ts'
import type { Finding, ImagePair } from './finding.ts'

/** How many layers at the start of an image are the run image's, by its label. 0 if the label does not say. */
export const runImageLayersOf = (config: ImageConfig): number => {
  const record = readRunImageRecord(config)
  return record === undefined ? 0 : config.rootfs.diff_ids.indexOf(record.topLayer) + 1
}

/**
 * The reference of the run image that an image was built on, by its label. A lifecycle that writes a layout names the path
 * in its layout-repo, `<registry>/<repository>/<tag>` or `…/sha256/<hex>`, with a digest that means nothing.
 * https://github.com/buildpacks/lifecycle/pull/1523
 */
const runImageNameOf = (config: ImageConfig): string | undefined => {
  const reference = readRunImageRecord(config)?.reference ?? ''
  const [, path, hex, tag] =
    /^\/layout-repo\/([^@]+?)\/(?:sha256\/([0-9a-f]{64})|([^/@]+))(?:@.*)?$/.exec(reference) ?? []
  const name = path === undefined ? reference : `${path}${hex === undefined ? `:${tag}` : `@sha256:${hex}`}`
  if (name === '') return undefined
  try {
    return formatReference(parseReference(name))
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/** Compares what two images stand on. */
export const compareRunImages = ({ expected, found }: ImagePair): readonly Finding[] => {
  const base = (config: ImageConfig): string =>
    config.rootfs.diff_ids.slice(0, runImageLayersOf(config)).join()
  const names = [runImageNameOf(expected.config), runImageNameOf(found.config)]
  const isSameBase = base(expected.config) === base(found.config)
  if (isSameBase && names[0] === names[1]) return []
  const [wanted, used] = names
  const subject = 'run image'
  if (isSameBase) {
    const detail =
      `the layers are the same, but the label names it ${wanted ?? 'otherwise'}, not ${used ?? 'so'}; ` +
      `set "run-image" to ${wanted ?? 'the reference of the first build'}`
    return [{ subject, brief: 'under another name', detail }]
  }
  return [{ subject, brief: '', detail: otherBase(expected.config, wanted, used) }]
}

const otherBase = (config: ImageConfig, wanted: string | undefined, used: string | undefined): string => {
  const stands = `the published image stands on ${wanted ?? 'another one'}, and this one on ${used ?? 'another one'}`
  if (wanted?.includes('@')) return `${stands}; set "run-image" to ${wanted}`
  const named = wanted ?? printable(readRunImageRecord(config)?.image ?? '')
  const reference = named === '' ? 'the one that it was built on' : `${named}@sha256:…`
  return (
    `${stands}, with other layers; the label does not have the digest: take it from the output "run-image-digest" or ` +
    `the provenance of the published build, and set "run-image" to ${reference} in both builds`
  )
}
