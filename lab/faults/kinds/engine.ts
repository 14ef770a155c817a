import { randomUUID } from 'node:crypto'
import type { ActionName } from '../../driving/actions.ts'
import type { CutPoint } from '../../services/tcp-proxy.ts'
import { run } from '../../tools/command.ts'
import type { Expected, Trial } from '../trial.ts'

/** A request of an action to the engine. The docker command splits requests no further. */
interface Request {
  readonly name: string
  readonly on: RegExp
  readonly action: ActionName
  /** After how many bytes sent and received the connection breaks. */
  readonly sent: readonly number[]
  readonly received: readonly number[]
  /** Whether the engine may complete the request without the step's knowledge, so that the next run must clean up. */
  readonly creates?: boolean
}

const requests: readonly Request[] = [
  {
    ...{ name: 'the builder is inspected', on: /^GET \S+\/images\/\S+\/json/, action: 'build' },
    ...{ sent: [0], received: [1, 1000] },
  },
  {
    ...{ name: 'the container is created', on: /^POST \S+\/containers\/create/, action: 'build' },
    ...{ sent: [0], received: [1, 100], creates: true },
  },
  {
    ...{ name: 'the app is copied in', on: /^PUT \S+\/archive\?/, action: 'build' },
    ...{ sent: [0, 1000, 10_000], received: [1] },
  },
  {
    ...{ name: 'the build’s output is attached', on: /^POST \S+\/attach\?/, action: 'build' },
    ...{ sent: [0], received: [1, 300, 1500] },
  },
  {
    ...{ name: 'the build is started', on: /^POST \S+\/start/, action: 'build' },
    ...{ sent: [0], received: [1] },
  },
  {
    ...{ name: 'the image is copied out', on: /^GET \S+\/archive\?/, action: 'build' },
    ...{ sent: [0], received: [1, 1000, 100_000] },
  },
  {
    ...{ name: 'the container is removed', on: /^DELETE \S+\/containers\//, action: 'build' },
    ...{ sent: [0], received: [1], creates: true },
  },
  {
    ...{ name: 'the image is inspected', on: /^GET \S+\/images\/\S+\/json/, action: 'download' },
    ...{ sent: [0], received: [1] },
  },
  {
    ...{ name: 'the image is loaded', on: /^POST \S+\/images\/load/, action: 'download' },
    ...{ sent: [0, 1000, 100_000], received: [1, 100] },
  },
]

const points = ({ sent, received }: Request): readonly { how: string; at: CutPoint }[] => [
  ...sent.map((bytes) => ({ how: `after ${bytes} bytes sent`, at: { sent: bytes } })),
  ...received.map((bytes) => ({ how: `after ${bytes} bytes received`, at: { received: bytes } })),
]

const cuts: readonly Trial[] = requests.flatMap((request) =>
  points(request).flatMap(({ how, at }) => [
    cutTrial(request, how, at, 'once', {
      outcome: 'either',
      ...(request.creates === true && { clearedBy: 'post step' }),
    }),
    cutTrial(request, how, at, 'each time', { outcome: 'either', clearedBy: 'next run', within: 120 }),
  ]),
)

function cutTrial(
  { name, on, action }: Request,
  how: string,
  at: CutPoint,
  often: 'once' | 'each time',
  expected: Expected,
): Trial {
  return {
    action,
    fault: `the engine’s connection breaks ${often}`,
    moment: `while ${name}, ${how}`,
    expected,
    prepare: (scene) => {
      const fault = scene.engine.disturb({ on, at, ...(often === 'once' && { times: 1 }) })
      return { ...loading(action), struck: () => fault.met() > 0 }
    },
  }
}

/** A download uses the engine only to load the image, under a name that is removed after the trial. */
const loading = (action: ActionName) => {
  if (action !== 'download') return {}
  const load = `lab/faults-${randomUUID()}:1`
  const dispose = async () => void (await run('docker', ['image', 'rm', '--force', load]))
  return { inputs: { load }, dispose }
}

const gone: readonly Trial[] = (['build', 'download'] as const).flatMap((action) =>
  [
    { how: 'nothing listens', env: { DOCKER_HOST: 'tcp://127.0.0.1:1' } },
    { how: 'there is no socket', env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } },
    { how: 'its address is invalid', env: { DOCKER_HOST: 'engine' } },
    { how: 'there is no docker command', env: { PATH: '/nowhere' } },
  ].map(
    ({ how, env }): Trial => ({
      action,
      fault: 'there is no engine',
      moment: how,
      expected: { outcome: 'red' },
      prepare: () => ({ ...loading(action), env }),
    }),
  ),
)

/** The engine stops responding when a line of the log matches. */
const leaving: readonly Trial[] = [
  { how: 'when the builder is found', line: /^Builder: /m },
  { how: 'when the run image is found', line: /^Run image: /m },
  { how: 'while the build detects', line: /DETECTING/ },
  { how: 'while the build exports', line: /EXPORTING/ },
].map(
  ({ how, line }): Trial => ({
    action: 'build',
    fault: 'the engine goes away',
    moment: how,
    expected: { outcome: 'either', clearedBy: 'next run', within: 120 },
    prepare: ({ engine }) => ({
      during: async ({ logged }) => {
        await logged(line)
        engine.leave()
      },
    }),
  }),
)

/** All faults of the connection to the engine. */
export const engineTrials: readonly Trial[] = [...cuts, ...gone, ...leaving]
