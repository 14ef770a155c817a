import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EngineRefusal, EngineUnreachable, explainRefusal } from '../../src/docker/refusal.ts'

const explain = (stderr: string, environment: Readonly<Record<string, string>> = {}) =>
  explainRefusal(stderr, environment, 'the build ran')

describe('no engine', () => {
  const texts = [
    'Cannot connect to the Docker daemon at unix:///run/x.sock. Is the docker daemon running?',
    'failed to connect to the docker API at unix:///run/x.sock; check if the path is correct and if the daemon is running: dial unix /run/x.sock: connect: no such file or directory',
    'error during connect: Get "http://%2Frun%2Fx.sock/v1.24/info": dial unix /run/x.sock: connect: connection refused',
  ]
  for (const text of texts) {
    test(text.slice(0, 30), () => {
      const error = explain(text)
      assert.ok(error instanceof EngineUnreachable)
      assert.match(error.message, /^No Docker engine answers at unix:\/\/\/run\/x\.sock\. Start the engine/)
    })
  }

  test('at the host in the environment', () => {
    const { message } = explain(
      'error during connect: Head "https://x/_ping": dial tcp: lookup x: no such host',
      {
        DOCKER_HOST: 'tcp://build.example:2376',
      },
    )
    assert.match(message, /^No Docker engine answers at tcp:\/\/build\.example:2376\./)
  })

  test('at a host that only the request contains', () => {
    const { message } = explain(
      'error during connect: Get "http://10.0.0.1:2375/v1.41/info": dial tcp: i/o timeout',
    )
    assert.match(message, /^No Docker engine answers at tcp:\/\/10\.0\.0\.1:2375\./)
  })
})

describe('a broken connection and an unreachable engine have different errors', () => {
  const request = 'http://127.0.0.1:2375/v1.41/containers/x/archive?noOverwriteDirNonDir=true&path=%2F'
  const texts = [
    `error during connect: Put "${request}": write tcp 127.0.0.1:4->127.0.0.1:2375: use of closed network connection`,
    `error during connect: Put "${request}": write tcp 127.0.0.1:4->127.0.0.1:2375: write: connection reset by peer`,
    `error during connect: Put "${request}": write tcp 127.0.0.1:4->127.0.0.1:2375: write: broken pipe`,
    `error during connect: Get "${request}": EOF`,
  ]
  for (const text of texts) {
    test(text.slice(-30), () => {
      const error = explain(text)
      assert.ok(error instanceof EngineUnreachable)
      assert.equal(
        error.message,
        'The connection to the Docker engine at tcp://127.0.0.1:2375 broke while the build ran. ' +
          'Run the step again; if it happens again, check the engine’s log and the network.',
      )
    })
  }

  test('in the middle of an answer', () => {
    const { message } = explain('unexpected EOF')
    assert.match(
      message,
      /^The connection to the Docker engine at its default socket broke while the build ran\./,
    )
  })
})

describe('no right to the engine’s socket', () => {
  const texts = [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/info": dial unix /var/run/docker.sock: connect: permission denied',
    'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://x": dial unix /var/run/docker.sock: connect: permission denied',
    'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock',
  ]
  for (const text of texts) {
    test(text.slice(0, 30), () => {
      const error = explain(text)
      assert.ok(!(error instanceof EngineUnreachable))
      assert.match(
        error.message,
        /^This user is not allowed to use the Docker engine at unix:\/\/\/var\/run\/docker\.sock\. Add the user/,
      )
    })
  }
})

test('a refusal by the engine is not explained, and warnings and hints are removed', () => {
  for (const said of [
    'Error response from daemon: permission denied while trying to connect to x',
    'Error response from daemon: Get "https://registry/v2/": unexpected EOF',
  ]) {
    assert.deepEqual(
      explain(`WARNING: odd platform\n${said}\nSee 'docker run --help'.`),
      new EngineRefusal(said),
    )
  }
})
