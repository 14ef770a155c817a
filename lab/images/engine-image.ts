import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { run } from '../tools/command.ts'
import { type Entry, tarball } from './tarball.ts'

interface EngineImage {
  /** The image's name in the engine. */
  readonly name: string
  readonly from: string
  /** The files of one layer on top of `from`. */
  readonly entries: readonly Entry[]
  /** Arguments of `docker commit --change`. */
  readonly changes: readonly string[]
}

const contentLabel = 'lab.content'

/** Creates an image in the engine, unless it exists with the same content. Returns its name. */
export const makeImage = async ({ name, from, entries, changes }: EngineImage): Promise<string> => {
  const content = await contentOf({ name, from: await inspect(from), entries, changes })
  if ((await inspect(name)).content === content) return name
  const container = (await run('docker', ['create', from, '/'])).trim()
  try {
    await run('docker', ['cp', '-', `${container}:/`], { input: tarball(entries) })
    const all = ['ENTRYPOINT []', 'CMD ["/bin/sh"]', `LABEL ${contentLabel}=${quote(content)}`, ...changes]
    await run('docker', ['commit', ...all.flatMap((change) => ['--change', change]), container, name])
  } finally {
    await run('docker', ['rm', '--force', container])
  }
  return name
}

/** Creates an image of one layer, unless it exists with the same `content`. Returns its name. */
export const importOnce = async (name: string, content: string, archive: () => Readable): Promise<string> => {
  if ((await inspect(name)).content === content) return name
  const change = `LABEL ${contentLabel}=${quote(content)}`
  await run('docker', ['import', '--change', change, '-', name], { input: archive() })
  return name
}

/** The image's ID and its content; both empty if there is no such image. */
const inspect = async (name: string): Promise<{ readonly id: string; readonly content: string }> => {
  const format = `{{.Id}} {{index .Config.Labels "${contentLabel}"}}`
  const found = await run('docker', ['image', 'inspect', '--format', format, name]).catch(() => '')
  const [id = '', content = ''] = found.trim().split(' ')
  return { id, content }
}

const contentOf = async (image: unknown): Promise<string> => {
  const hash = createHash('sha256')
  const files: string[] = []
  hash.update(
    JSON.stringify(image, (key, value: unknown) => {
      if (key === 'file' && typeof value === 'string') files.push(value)
      return value
    }),
  )
  for (const file of files) hash.update(`${file} ${(await stat(file)).mtimeMs}\n`)
  return hash.digest('hex')
}

/** A change has the syntax of a Dockerfile, which expands variables in quotes. */
export const quote = (text: string): string => JSON.stringify(text).replaceAll('$', '\\$')
