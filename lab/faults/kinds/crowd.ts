import {
  appendFile,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isSystemError } from '../../../src/message/failure.ts'
import type { Scene } from '../scene.ts'
import type { Trial } from '../trial.ts'
import { moveToOtherDisk } from './other-disk.ts'

/** Damages a file of a store. Hard links to the same file are not affected. */
const damages: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'a byte flipped': async (path) => replace(path, flipped(await readFile(path))),
  'a file truncated': async (path) => {
    const bytes = await readFile(path)
    await replace(path, bytes.subarray(0, bytes.length / 2))
  },
  'a file removed': (path) => rm(path),
  'a file replaced by a link': async (path) => {
    // The target is readable, and writing to it does no harm.
    await symlink('/proc/version', `${path}.link`)
    await rename(`${path}.link`, path)
  },
}

/** Damages a file in place, on a disk without hard links to it. */
const damagesInPlace: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'a byte flipped in place': async (path) => {
    const middle = Math.trunc((await readFile(path)).length / 2)
    const file = await open(path, 'r+')
    try {
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, middle)
      await file.write(flipped(buffer), 0, 1, middle)
    } finally {
      await file.close()
    }
  },
  'a file truncated in place': (path) => truncate(path, 100),
  'a file that grows in place': (path) => appendFile(path, 'x'),
}

/** Flips the byte in the middle. */
const flipped = (bytes: Buffer): Uint8Array => {
  const middle = Math.trunc(bytes.length / 2)
  return bytes.map((byte, place) => (place === middle ? ~byte & 0xff : byte))
}

const replace = async (path: string, bytes: Uint8Array): Promise<void> => {
  await writeFile(`${path}.damaged`, bytes)
  await rename(`${path}.damaged`, path)
}

/** Milliseconds: short enough to affect an action a dozen times, long enough to leave it files to work with. */
const every = 60

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()

/** Damages one file of a directory after another, until the signal aborts. */
const damageFiles = async (
  folder: string,
  damage: (path: string) => Promise<void>,
  signal: AbortSignal,
  onDamaged: () => void,
): Promise<void> => {
  for (let turn = 0; !signal.aborted; turn += 1) {
    await delay(every, undefined, { signal }).catch(() => {})
    try {
      const files = await filesIn(folder)
      const file = files[turn % files.length]
      if (file === undefined) continue
      await damage(file)
      onDamaged()
    } catch (error) {
      // An action moved or removed the file at the same time.
      if (!isSystemError(error, 'ENOENT', 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) throw error
    }
  }
}

const stores = {
  'layout-repo': { folder: ({ layoutRepo }: Scene) => layoutRepo, users: ['build', 'download'] },
  'build cache': { folder: ({ buildCache }: Scene) => buildCache, users: ['build'] },
} as const

/** A store that other builds use too. */
const sharedBuildCache = ({ run, buildCache }: Scene): Readonly<Record<string, string>> =>
  run.action === 'build' ? { 'build-cache': buildCache } : {}

/** Scenes that run the same action at the same time. A workflow run accepts only one artifact per name. */
const crowd = async (scene: Scene, count: number): Promise<readonly Scene[]> => {
  const neighbours: Scene[] = []
  for (let nth = 2; nth <= count; nth += 1) {
    const neighbour = await scene.neighbour()
    const { run } = neighbour
    const uploads = run.action === 'build' || run.action === 'rebase'
    const own = uploads ? { 'artifact-name': `my-app-${nth}` } : {}
    const inputs = { ...run.inputs, ...sharedBuildCache(neighbour), ...own }
    neighbours.push({ ...neighbour, run: { ...run, inputs } })
  }
  return neighbours
}

const trialsOf = (count: number, kinds: typeof damages, onDisk: boolean): readonly Trial[] =>
  Object.entries(stores).flatMap(([store, { folder, users }]) =>
    users.flatMap((action) =>
      Object.entries(kinds).map(([what, damage]) => ({
        action,
        fault: `${count} at once: ${store}`,
        moment: `${what}, every ${every} ms`,
        expected: { outcome: 'either', damagedStores: true, within: 90 } as const,
        prepare: async (scene) => {
          await scene.warm()
          let struck = false
          const onDamaged = () => {
            struck = true
          }
          const dispose = onDisk ? await moveToOtherDisk(folder(scene)) : undefined
          return {
            inputs: sharedBuildCache(scene),
            alongside: await crowd(scene, count),
            during: (_, signal) => damageFiles(folder(scene), damage, signal, onDamaged),
            struck: () => struck,
            ...(dispose !== undefined && { dispose }),
          }
        },
      })),
    ),
  )

/** Several actions at once, without damage. */
const peaceful: readonly Trial[] = [2, 6].flatMap((count) =>
  (['build', 'download', 'rebase'] as const).flatMap((action) =>
    [false, true].map((warm) => ({
      action,
      fault: `${count} at once`,
      moment: warm ? 'warm stores' : 'empty stores',
      expected: { outcome: 'green', within: 90 } as const,
      prepare: async (scene) => {
        if (warm) await scene.warm()
        return { inputs: sharedBuildCache(scene), alongside: await crowd(scene, count) }
      },
    })),
  ),
)

export const crowdTrials: readonly Trial[] = [
  ...peaceful,
  ...[2, 6].flatMap((count) => [
    ...trialsOf(count, damages, false),
    ...trialsOf(count, damagesInPlace, true),
  ]),
]
