import { dirname } from 'node:path'
import type { ActionName } from '../../driving/actions.ts'
import type { Lane } from '../lane.ts'
import type { Scene } from '../scene.ts'
import type { Expected, Trial } from '../trial.ts'
import { moveToOtherDisk, type Shortage } from './other-disk.ts'

/** A directory that may be on its own disk. */
interface Place {
  readonly name: string
  readonly folder: (scene: Scene) => string
  readonly users: readonly ActionName[]
  /** The expected outcome of an action without free space. */
  readonly withoutRoom: (action: ActionName) => Expected['outcome']
}

const places: readonly Place[] = [
  {
    name: 'target',
    folder: ({ target }) => dirname(target),
    users: ['build', 'download', 'rebase'],
    withoutRoom: () => 'red',
  },
  {
    name: 'layout-repo',
    folder: ({ layoutRepo }) => layoutRepo,
    users: ['build', 'download', 'rebase'],
    withoutRoom: () => 'either',
  },
  {
    name: 'build cache',
    folder: ({ buildCache }) => buildCache,
    users: ['build'],
    // A build succeeds even if it cannot store its cache; the next build is slower.
    withoutRoom: () => 'green',
  },
  {
    name: 'RUNNER_TEMP',
    folder: ({ temp }) => temp,
    users: ['build', 'download', 'push', 'rebase'],
    withoutRoom: () => 'either',
  },
]

/** The fault of a disk. */
interface DiskFault {
  readonly fault: string
  readonly moment: string
  readonly shortage: (lane: Lane) => Shortage
}

const smallest = 64 * 1024
const sizes = 10

/** Sizes in a geometric series, from 64 kB to just below the size of an image. */
const full: readonly DiskFault[] = Array.from({ length: sizes }, (_, step) => ({
  fault: 'disk full',
  moment: `size ${step + 1} of ${sizes}`,
  shortage: ({ appSize }) => {
    const largest = 0.99 * appSize
    return { bytes: Math.round(smallest * (largest / smallest) ** (step / (sizes - 1))) }
  },
}))

const withoutInodes: readonly DiskFault[] = [0, 1, 2, 4, 7, 11].map((files) => ({
  fault: 'no inodes',
  moment: `${files} files`,
  shortage: () => ({ files }),
}))

const readOnly: DiskFault = {
  fault: 'read-only disk',
  moment: 'at all',
  shortage: () => ({ readOnly: true }),
}

const onDisk = (
  { name, folder, users, withoutRoom }: Place,
  { fault, moment, shortage }: DiskFault,
): readonly Trial[] =>
  users.map((action) => ({
    action,
    fault: `${fault}: ${name}`,
    moment,
    expected: { outcome: withoutRoom(action) },
    prepare: async (scene) => ({
      dispose: await moveToOtherDisk(folder(scene), shortage(scene.lane)),
    }),
  }))

export const diskTrials: readonly Trial[] = places.flatMap((place) =>
  [...full, ...withoutInodes, readOnly].flatMap((fault) => onDisk(place, fault)),
)
