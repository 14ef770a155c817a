import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import * as v from 'valibot'

/** Measures what others do not say of themselves: how long the containers of an image ran. */
export interface CreatorClock extends Disposable {
  /** Seconds that the next container ran, from the engine's «start» to its «die»; one that has ended waits for this. */
  next(): Promise<number>
}

const EventSchema = v.looseObject({
  status: v.picklist(['start', 'die']),
  id: v.string(),
  timeNano: v.number(),
  Actor: v.looseObject({ Attributes: v.looseObject({ image: v.optional(v.string()) }) }),
})

/** Listens to the engine's events of the containers that are made of an image, which is named by its ID. */
export const startCreatorClock = (image: string): CreatorClock => {
  const filters = ['type=container', 'event=start', 'event=die'].flatMap((filter) => ['--filter', filter])
  const child = spawn('docker', ['events', '--format', '{{json .}}', ...filters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const started = new Map<string, number>()
  const seconds: number[] = []
  const waiting: ((seconds: number) => void)[] = []
  createInterface(child.stdout).on('line', (line) => {
    const event = v.parse(v.pipe(v.string(), v.parseJson(), EventSchema), line)
    if (event.Actor.Attributes.image !== image) return
    const since = started.get(event.id)
    if (event.status === 'start') started.set(event.id, event.timeNano)
    if (event.status === 'start' || since === undefined) return
    const ran = (event.timeNano - since) / 1e9
    const next = waiting.shift()
    if (next === undefined) seconds.push(ran)
    else next(ran)
  })
  return {
    next: () => {
      const ran = seconds.shift()
      return ran === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(ran)
    },
    [Symbol.dispose]: () => void child.kill(),
  }
}
