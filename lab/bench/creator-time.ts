import { run } from '../tools/command.ts'

/** Reads from the engine's events for how many seconds an image's container ran, since a time in milliseconds. */
export const creatorTime = async (image: string, since: number): Promise<number> => {
  const times = ['--since', String(since / 1000), '--until', String(Date.now() / 1000)]
  const format = '{{.Actor.Attributes.image}} {{.Status}} {{.TimeNano}}'
  const events = await run('docker', ['events', ...times, '--filter', 'type=container', '--format', format])
  const momentOf = (status: string): number => {
    const event = events.split('\n').find((line) => line.startsWith(`${image} ${status} `))
    return Number(event?.split(' ').at(-1)) / 1e9
  }
  return momentOf('die') - momentOf('start')
}
