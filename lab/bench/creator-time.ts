import * as v from 'valibot'
import { run } from '../tools/command.ts'
import type { Measurement } from './table.ts'

const EventSchema = v.looseObject({
  status: v.string(),
  timeNano: v.number(),
  Actor: v.looseObject({ Attributes: v.looseObject({ image: v.optional(v.string()) }) }),
})

/**
 * Reads from the engine's events how long an image's container ran (the creator's time, from "start" to "die") and how long
 * the engine took to start it (from "attach", a client's first request).
 */
export const creatorTime = async (
  image: string,
  since: number,
): Promise<Pick<Measurement, 'creator' | 'containerStart'>> => {
  const times = ['--since', String(since / 1000), '--until', String(Date.now() / 1000)]
  const events = await run('docker', [
    'events',
    ...times,
    '--filter',
    'type=container',
    '--format',
    '{{json .}}',
  ])
  const moments = new Map<string, number>()
  for (const line of events.split('\n').filter((text) => text !== '')) {
    const { status, timeNano, Actor } = v.parse(v.pipe(v.string(), v.parseJson(), EventSchema), line)
    if (Actor.Attributes.image === image) moments.set(status, timeNano / 1e9)
  }
  const [attach = Number.NaN, start = Number.NaN, die = Number.NaN] = ['attach', 'start', 'die'].map((name) =>
    moments.get(name),
  )
  return { creator: die - start, containerStart: start - attach }
}
