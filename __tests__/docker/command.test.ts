import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clientEnvironment, dockerClient, EngineRefusal } from '../../src/docker/command.ts'
import { temporaryFolder } from '../image/image.ts'
import { failureOf } from '../registry/registry-client.ts'
import { complaining, fakeDocker } from './docker-command.ts'

test('the docker command sees neither inputs nor tokens nor the step’s files', () => {
  const environment = {
    PATH: '/bin',
    DOCKER_HOST: 'tcp://127.0.0.1:2375',
    HTTPS_PROXY: 'http://proxy',
    GITHUB_WORKSPACE: '/w',
    ACTIONS_RUNTIME_TOKEN: 'secret',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
    'INPUT_GITHUB-TOKEN': 'secret',
    GITHUB_OUTPUT: '/o',
    GITHUB_ENV: '/e',
    GITHUB_PATH: '/p',
    GITHUB_STATE: '/s',
    GITHUB_STEP_SUMMARY: '/m',
  }
  assert.deepEqual(Object.keys(clientEnvironment(environment)), [
    'PATH',
    'DOCKER_HOST',
    'HTTPS_PROXY',
    'GITHUB_WORKSPACE',
  ])
})

test('a command’s output is its result, and arguments arrive as they are', async (t) => {
  const { docker } = await fakeDocker(t, 'printf "%s|" "$@"')
  assert.equal(await docker.run(['a b', '$(c)', "d'e"]), "a b|$(c)|d'e|")
})

describe('what keeps the docker command from its work has its own explanation', () => {
  test('no docker command', async (t) => {
    const docker = dockerClient({ PATH: await temporaryFolder(t) })
    assert.match(await failureOf(docker.run(['version'])), /^There is no docker command on PATH\. Install/)
  })

  const engineDown = [
    'Cannot connect to the Docker daemon at unix:///run/x.sock. Is the docker daemon running?',
    'failed to connect to the docker API at unix:///run/x.sock; check if the path is correct and if the daemon is running: dial unix /run/x.sock: connect: no such file or directory',
    'error during connect: Get "http://unix:///run/x.sock/v1.24/info": EOF',
  ]
  for (const text of engineDown) {
    test(`no engine: ${text.slice(0, 30)}`, async (t) => {
      const { docker } = await fakeDocker(t, complaining(text))
      assert.match(
        await failureOf(docker.run(['version'])),
        /^No Docker engine answers at \S*unix:\/\/\S*\. Start the engine/,
      )
    })
  }

  test('no engine, at the host that the environment names', async (t) => {
    const { docker } = await fakeDocker(t, complaining('error during connect: EOF'), {
      DOCKER_HOST: 'tcp://build.example:2376',
    })
    assert.match(
      await failureOf(docker.run(['version'])),
      /No Docker engine answers at tcp:\/\/build\.example:2376\./,
    )
  })

  const noRight = [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/info": dial unix /var/run/docker.sock: connect: permission denied',
    'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://x": dial unix /var/run/docker.sock: connect: permission denied',
    'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock',
  ]
  for (const text of noRight) {
    test(`no right to the socket: ${text.slice(0, 30)}`, async (t) => {
      const { docker } = await fakeDocker(t, complaining(text))
      assert.match(
        await failureOf(docker.run(['version'])),
        /^This user has no right to use the Docker engine at unix:\/\/\/var\/run\/docker\.sock\. Add the user/,
      )
    })
  }

  test('an engine that says no is not explained here, even when it speaks of permissions', async (t) => {
    const said = 'Error response from daemon: permission denied while trying to connect to x'
    const { docker } = await fakeDocker(
      t,
      complaining(`WARNING: odd platform\n${said}\nSee 'docker run --help'.`),
    )
    await assert.rejects(docker.run(['x']), new EngineRefusal(said))
  })
})

test('an abort kills the command, and the reason is what is thrown', async (t) => {
  const { docker } = await fakeDocker(t, 'echo started; exec sleep 60')
  const abort = new AbortController()
  const child = docker.start(['x'], abort.signal)
  child.stdout.once('data', () => abort.abort(new RangeError('enough')))
  await assert.rejects(child.ended, new RangeError('enough'))
  assert.throws(() => docker.start(['x'], abort.signal), new RangeError('enough'))
})

test('a helper that outlives its killed command is not waited for', async (t) => {
  const { docker } = await fakeDocker(t, 'sleep 5 & echo $!; wait')
  const abort = new AbortController()
  const child = docker.start(['x'], abort.signal)
  let helper = 0
  child.stdout.once('data', (chunk: Buffer) => {
    helper = Number(chunk.toString())
    abort.abort(new RangeError('enough'))
  })
  await assert.rejects(child.ended, new RangeError('enough'))
  assert.ok(process.kill(helper), 'it was still there')
})
