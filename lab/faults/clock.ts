import { glob, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../src/message/failure.ts'
import { actionNames } from '../driving/actions.ts'
import { run } from '../tools/command.ts'
import { unpackPackage } from '../tools/debian.ts'
import { labFolder, makeOnce } from '../tools/folder.ts'
import type { Scene } from './scene.ts'
import { Impossible, type Trial } from './trial.ts'

/** https://github.com/wolfcw/libfaketime: gives a process a clock that is told from outside what to say. */
const library = async (): Promise<string> => {
  const folder = join(labFolder, 'faketime')
  try {
    await makeOnce(folder, (unfinished) => unpackPackage('libfaketime', unfinished))
  } catch (error) {
    throw new Impossible(`There is no libfaketime here: ${messageOf(error)}`)
  }
  const [found] = await Array.fromAsync(glob(join(folder, 'usr/lib/*/faketime/libfaketime.so.1')))
  if (found === undefined) throw new Impossible('Debian’s libfaketime has no library.')
  return found
}

/** A clock for all processes of an action. */
interface Clock {
  readonly env: Readonly<Record<string, string>>
  /** Sets it so much beside the true time: `+3d`, `-2h`. */
  readonly set: (offset: string) => Promise<void>
}

const clockOf = async ({ folder }: Scene): Promise<Clock> => {
  const file = join(folder, 'clock')
  const set = (offset: string): Promise<void> => writeFile(file, `${offset}\n`)
  const env = {
    LD_PRELOAD: await library(),
    FAKETIME_TIMESTAMP_FILE: file,
    // Without these, it is asked every ten seconds only, and a timer would have to wait as long as the clock jumps.
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
  await set('+2d')
  const told = Number(await run(process.execPath, ['--print', 'Date.now()'], { env }))
  if (told < Date.now() + dayInMs) throw new Impossible('libfaketime does not tell Node.js the time here.')
  await set('+0')
  return { env, set }
}

const dayInMs = 24 * 3_600_000

/** A clock that was never set, or that somebody set wrong. */
const wrongs = ['-30y', '-1y', '-2h', '+2h', '+1y', '+30y'] as const

const wrong: readonly Trial[] = actionNames.flatMap((action) =>
  wrongs.map((offset) => ({
    action,
    fault: 'a wrong clock',
    moment: offset,
    expected: { outcome: 'green' } as const,
    prepare: async (scene) => {
      const { env, set } = await clockOf(scene)
      await set(offset)
      return { env }
    },
  })),
)

/** A clock that is set while an action works, by a time service or an administrator. */
const jumps = ['-400d', '-90m', '+90m', '+400d'] as const

const moments = [150, 500] as const

const jumping: readonly Trial[] = actionNames.flatMap((action) =>
  jumps.flatMap((offset) =>
    moments.map((moment) => ({
      action,
      fault: 'the clock jumps',
      moment: `by ${offset}, after ${moment} ms`,
      expected: { outcome: 'green' } as const,
      prepare: async (scene) => {
        const { env, set } = await clockOf(scene)
        let struck = false
        return {
          env,
          during: async (_, signal) => {
            await delay(moment, undefined, { signal })
            await set(offset)
            struck = true
          },
          struck: () => struck,
        }
      },
    })),
  ),
)

const dates = ['1901-12-31T00:00:00Z', '1970-01-01T00:00:00Z', '2039-01-01T00:00:00Z', '2400-01-01T00:00:00Z']

/** Files of other times than anybody expects: a builder's files, a store that another machine has written. */
const dated: readonly Trial[] = dates.flatMap((date) =>
  (['build', 'download'] as const).map((action) => ({
    action,
    fault: 'files of another time',
    moment: date,
    expected: { outcome: 'green' } as const,
    prepare: async (scene) => {
      await scene.warm()
      for (const folder of [scene.workspace, scene.temp]) {
        for (const path of await readdir(folder, { recursive: true })) {
          await utimes(join(folder, path), new Date(date), new Date(date))
        }
      }
      return {}
    },
  })),
)

export const clockTrials: readonly Trial[] = [...wrong, ...jumping, ...dated]
