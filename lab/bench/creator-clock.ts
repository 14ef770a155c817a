import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { Failure } from '../../src/message/failure.ts'

/** How long a container ran, and how long the engine took to start it, in seconds. */
export interface ContainerTime {
  /** From the engine's event "start" to its "die". */
  readonly ran: number
  /** From "attach", which a client does first, to "start". */
  readonly start: number
}

/** Measures the times of an image's containers from outside. */
export interface CreatorClock extends Disposable {
  /** The times of the next container that has ended or is about to; throws a Failure if there is none. */
  next(): Promise<ContainerTime>
}

const EventSchema = v.looseObject({
  status: v.picklist(['attach', 'start', 'die']),
  id: v.string(),
  timeNano: v.number(),
  Actor: v.looseObject({ Attributes: v.looseObject({ image: v.optional(v.string()) }) }),
})

const reportedWithin = 10_000

/** Listens to the engine's events of the containers that are created from an image, which is named by its ID. */
export const startCreatorClock = (image: string): CreatorClock => {
  const filters = ['type=container', 'event=attach', 'event=start', 'event=die'].flatMap((filter) => [
    '--filter',
    filter,
  ])
  const child = spawn('docker', ['events', '--format', '{{json .}}', ...filters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const moments = new Map<string, { attach: number; start: number }>()
  const times: ContainerTime[] = []
  const waiting: ((time: ContainerTime) => void)[] = []
  createInterface(child.stdout).on('line', (line) => {
    const { status, id, timeNano, Actor } = v.parse(v.pipe(v.string(), v.parseJson(), EventSchema), line)
    if (Actor.Attributes.image !== image) return
    const known = moments.get(id) ?? { attach: timeNano, start: timeNano }
    moments.set(id, known)
    if (status !== 'die') known[status] = timeNano
    else {
      const time = { ran: (timeNano - known.start) / 1e9, start: (known.start - known.attach) / 1e9 }
      const next = waiting.shift()
      if (next === undefined) times.push(time)
      else next(time)
    }
  })
  return {
    next: () =>
      new Promise((resolve, reject) => {
        const time = times.shift()
        if (time !== undefined) return resolve(time)
        const tooLate = () => reject(new Failure(`The engine reported no container of ${image}.`))
        const timer = setTimeout(tooLate, reportedWithin)
        waiting.push((late) => {
          clearTimeout(timer)
          resolve(late)
        })
      }),
    [Symbol.dispose]: () => void child.kill(),
  }
}
