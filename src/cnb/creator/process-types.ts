import * as v from 'valibot'
import { documentLimit } from '../../json/document.ts'
import { list } from '../../json/list.ts'
import { readToml } from '../../json/toml.ts'
import { Failure } from '../../message/failure.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { checkedEntries, type TarRules } from '../../tar/read.ts'
import { sandboxPaths } from '../sandbox-paths.ts'

const fileName = 'metadata.toml'

// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#metadatatoml-toml
const MetadataSchema = v.looseObject({ processes: list(v.looseObject({ type: v.string() })) })

const refused = (reason: string): Failure =>
  new Failure(`What the build says of its processes is refused: ${reason}.`)

const rules: TarRules = { strip: 0, entryLimit: 1, refusal: refused }

/**
 * The types of the processes that the buildpacks made, which the builder writes down for the exporter; none if that
 * is not to be learned. A buildpack may have written it, so nothing in it is sure.
 */
export const readProcessTypes = async (sandbox: Sandbox): Promise<readonly string[]> => {
  try {
    return await sandbox.get(`${sandboxPaths.layers}/config/${fileName}`, async (tar) => {
      const types: string[] = []
      for await (const { type, size, content } of checkedEntries(tar, rules)) {
        if (type !== 'file' || size > documentLimit) throw refused(`it is a ${type} of ${size} bytes`)
        const bytes = Buffer.concat(await Array.fromAsync(content))
        types.push(...readToml(MetadataSchema, bytes, fileName).processes.map((process) => process.type))
      }
      return types
    })
  } catch (error) {
    if (error instanceof Failure) return []
    throw error
  }
}
