import assert from 'node:assert/strict'
import { chown, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { startAction } from '../../../lab/driving/runner.ts'
import {
  actionRun,
  build,
  failedBuild,
  inside,
  leftIn,
  openJobContainer,
  openWorkspace,
  scriptBuilder,
} from '../build.ts'
import { readAsRunner } from '../runner-commands.ts'

const builder = await scriptBuilder('shared-debian', { base: 'debian' })

/** Tries what a hostile build would; says what it got. */
const attack = (workspace: string, temp: string): string =>
  [
    'echo "user $(id -u):$(id -g) groups $(id -G)"',
    'grep -E "^(CapPrm|CapEff|CapAmb|NoNewPrivs)" /proc/self/status | tr -s "\\t" " "',
    'for process in /proc/[0-9]*; do',
    '  for secret in environ mem maps fd cwd root; do',
    '    case "$(stat -c %u $process 2>/dev/null)" in 1000) continue;; esac',
    '    { cat $process/$secret; ls $process/$secret/; readlink $process/$secret; } 2>/dev/null |',
    '      grep -q . && echo "got $process/$secret"',
    '  done',
    'done',
    `ls ${workspace} 2>/dev/null && echo "got the workspace"`,
    `cat ${workspace}/.git/config 2>/dev/null && echo "got the checkout's credential"`,
    `ls ${temp} 2>/dev/null && echo "got the temporary folder"`,
    `find / -name "lab-step-*" 2>/dev/null | grep . && echo "got the runner's files"`,
    'ls /github/home 2>/dev/null && echo "got the home"',
    'ls /run/secrets 2>/dev/null && echo "got the pod\'s secrets"',
    'cat /run/buildpacks-oci-layout/* 2>/dev/null && echo "got the record"',
    'mknod /tmp/disk b 8 0 2>/dev/null && echo "got a device"',
    '(echo x > /__e/node24/bin/node) 2>/dev/null && echo "got the Node of the runner"',
    'chmod 4755 /bin/true 2>/dev/null && echo "got a program of the builder"',
    '/usr/local/bin/elevated id -u 2>/dev/null | grep -x 0 && echo "got root"',
    'kill -9 1 2>/dev/null; for process in /proc/[0-9]*; do',
    '  [ "$(stat -c %u $process)" = 0 ] && kill -0 "$(basename $process)" 2>/dev/null && echo "got $process"',
    'done',
    'env | sort',
    'echo "platform: $(ls /platform/env)"',
    // A process that continues after the build could read the job's directories, which are then open again.
    `(setsid sh -c 'until cat ${workspace}/.git/config > /tmp/late; do sleep 0.2; done' >/dev/null 2>&1 &)`,
    '(sleep 1000 >/dev/null 2>&1 &)',
    'ln -s /github/home/secret /tmp/link; true',
  ].join('\n')

suite("a build in the job's container has no access to the job", () => {
  // As a runner's user has it on the machine outside: root's, another one's, and by chance the builder's own.
  for (const [whose, uid, gid] of [
    ['root', 0, 0],
    ['another user', 1234, 1234],
    ['a user with the builder’s ID', 1000, 123],
    ['a user with the builder’s group', 1234, 1000],
  ] as const) {
    test(`if the job's directories belong to ${whose}`, async (t) => {
      const workspace = await openWorkspace(t)
      const { job, folder, temp, app } = workspace
      await writeFile(join(app, 'build.sh'), attack(folder, temp))
      await chown(job, uid, gid)
      const before = await stat(job)
      const container = await openJobContainer(t, workspace, builder)
      await inside(
        container,
        [
          'mkdir -p /run/secrets && chmod 755 /run/secrets && echo secret-4 > /run/secrets/token && echo secret-5 > /github/home/secret',
          'cp "$(command -v setpriv)" /usr/local/bin/elevated && chmod 4755 /usr/local/bin/elevated',
          `mkdir ${folder}/.git && echo secret-6 > ${folder}/.git/config`,
        ].join('\n'),
      )
      const secrets = {
        ACTIONS_RUNTIME_TOKEN: 'secret-1',
        ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/secret-2',
        MY_SECRET: 'secret-3',
        LD_PRELOAD_LATER: 'secret-7',
      }

      const { log } = await build(workspace, { builder: '', env: 'GIVEN=open' }, { container, env: secrets })

      const { shown } = readAsRunner(log)
      for (const line of [
        ...['user 1000:1000 groups 1000', 'GIVEN=open', 'platform: GIVEN', 'NoNewPrivs: 1'],
        ...['CapPrm', 'CapEff', 'CapAmb'].map((name) => `${name}: 0000000000000000`),
      ]) {
        assert.ok(shown.includes(line), `${line} in ${log}`)
      }
      assert.deepEqual(
        shown.filter((line) => line.startsWith('got ')),
        [],
      )
      assert.doesNotMatch(log, /secret-\d|ACTIONS_|GITHUB_|INPUT_/)
      const { uid: owner, gid: group, mode } = await stat(job)
      assert.deepEqual([owner, group, mode], [before.uid, before.gid, before.mode])
      const later = 'stat -c %a /github /run/secrets; sleep 1; cat /tmp/late'
      assert.equal(await inside(container, later), '755\n755')
      assert.deepEqual(await leftIn(container), [])
    })
  }

  test("and is refused if the job's directories belong to the builder's user and group", async (t) => {
    const workspace = await openWorkspace(t)
    await chown(workspace.job, 1000, 1000)
    const container = await openJobContainer(t, workspace, builder)
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.match(
      error,
      /^Could not close \/tmp\/lab-job-\S+ to the build: the directory belongs to the builder's user/,
    )
    assert.equal((await stat(workspace.job)).mode & 0o777, 0o777)
  })

  test('and is refused if it could control the container engine of the runner', async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder)
    await inside(container, 'mkdir -p /run && touch /run/docker.sock && chmod 666 /run/docker.sock')
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.match(
      error,
      /^The build could control the container engine at \/run\/docker\.sock: the builder's user 1000:/,
    )
  })

  for (const umask of ['000', '002', '022', '077']) {
    test(`and cannot control the post step, with the umask ${umask}`, async (t) => {
      const forged = JSON.stringify({
        ...{ owner: 'a b 1 2', uid: 1000, gid: 1000, emptied: [], made: ['/opt/victim'] },
        closed: [{ path: '/etc/cron.d', uid: 1000, gid: 1000, mode: 0o777 }],
      })
      const script = [
        'cd /run && mv buildpacks-oci-layout moved; mkdir buildpacks-oci-layout',
        `for file in *.json */claim.json /run/buildpacks-oci-layout/claim.json; do echo '${forged}' > "$file"; done`,
        'echo works; while :; do sleep 1; done',
      ].join('\n')
      const workspace = await openWorkspace(t, { 'build.sh': script })
      const { mode } = await stat(workspace.job)
      const container = await openJobContainer(t, workspace, builder, { umask })
      // The step creates "/run" then. Podman has mounts in it, so it stays.
      await inside(
        container,
        '(rm -rf /run 2>/dev/null || true) && mkdir -p /opt/victim /etc/cron.d && chmod 755 /opt/victim /etc/cron.d',
      )
      const step = await startAction(actionRun(workspace, { builder: '' }, { container }))
      await step.logged(/^works$/m)

      step.kill('SIGKILL')

      const { post } = await step.result
      assert.match(
        post?.log ?? '',
        /^Removed the build's directories and processes in this container that the step left/m,
      )
      assert.equal(
        await inside(container, 'stat -c "%U %a" /run /opt/victim /etc/cron.d'),
        'root 755\n'.repeat(3).trim(),
      )
      assert.equal((await stat(workspace.job)).mode, mode)
      assert.deepEqual(await leftIn(container), [])
    })
  }

  for (const copies of [1, 2, 3]) {
    test(`and chains of processes that each start the next one and exit are killed (${copies})`, async (t) => {
      const step = [
        'LEFT=$((LEFT - 1)); [ $LEFT -gt 0 ] || exit 0; [ $((LEFT % 500)) -gt 0 ] || exec env LEFT=$LEFT sh -c "$step"',
        '(eval "$step") & echo x >> /tmp/signs; cat SECRET && echo got > /tmp/got; exit 0',
      ].join('; ')
      const workspace = await openWorkspace(t)
      const secret = join(workspace.folder, '.git', 'config')
      const script = [
        `export LEFT=30000 step='${step.replace('SECRET', secret)}'`,
        ...Array<string>(copies).fill(`setsid sh -c '(eval "$step") &' >/dev/null 2>&1 &`),
        'while [ ! -s /tmp/signs ]; do sleep 0.01; done',
      ].join('\n')
      await writeFile(join(workspace.app, 'build.sh'), script)
      const container = await openJobContainer(t, workspace, builder)
      await inside(container, `mkdir ${workspace.folder}/.git && echo secret > ${secret}`)
      await build(workspace, { builder: '' }, { container })
      const signs = await inside(container, 'wc -l < /tmp/signs; sleep 1; wc -l < /tmp/signs')
      assert.match(signs, /^(\d+)\n\1$/)
      assert.equal(await inside(container, 'ls /tmp/got 2>/dev/null; true'), '')
      assert.deepEqual(await leftIn(container), [])
    })
  }

  test('and very deeply nested directories are removed, also by the next run', async (t) => {
    const name = 'd'.repeat(200)
    const script = `cd /layers; i=0; while [ $i -lt 60 ]; do mkdir ${name} && cd ${name} && touch file; i=$((i + 1)); done; exit 1`
    const workspace = await openWorkspace(t, { 'build.sh': script })
    const container = await openJobContainer(t, workspace, builder)
    await failedBuild(workspace, { builder: '' }, { container })
    assert.deepEqual(await leftIn(container), [])
    await failedBuild(workspace, { builder: '' }, { container })
    assert.deepEqual(await leftIn(container), [])
  })

  test('and does not see logins of Docker and Podman', async (t) => {
    const workspace = await openWorkspace(t, {
      'build.sh': 'cat /root/.docker/config.json /opt/login/auth.json 2>/dev/null && echo got; true',
    })
    const container = await openJobContainer(t, workspace, builder)
    const before = await inside(
      container,
      [
        'mkdir -p /root/.docker /opt/login && chmod 755 /root /opt/login',
        "echo '{}' | tee /root/.docker/config.json /opt/login/auth.json",
      ].join('\n'),
    )
    assert.equal(before, '{}')
    const env = { DOCKER_CONFIG: '/root/.docker', REGISTRY_AUTH_FILE: '/opt/login/auth.json' }
    const { log } = await build(workspace, { builder: '' }, { container, env })
    assert.doesNotMatch(log, /^\s*(?:\{\}|got)$/m)
    assert.equal(await inside(container, 'stat -c %a /root /opt/login'), '755\n755')
  })

  test("and is refused if the home of the builder's user contains a login", async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder)
    await inside(
      container,
      "mkdir -p /home/cnb/.docker && echo '{}' > /home/cnb/.docker/config.json && chown 1000:1000 /home/cnb",
    )
    const env = { DOCKER_CONFIG: '/home/cnb/.docker' }
    const { error } = await failedBuild(workspace, { builder: '' }, { container, env })
    assert.match(
      error,
      /^Could not close \/home\/cnb to the build: the directory belongs to the builder's user/,
    )
  })

  test('and root does not follow a symbolic link that the build creates instead of its layout', async (t) => {
    const layout = '/layout-repo/index.docker.io/library/my-app'
    const script = `mkdir /tmp/elsewhere && ln -s /tmp/elsewhere ${layout}`
    const workspace = await openWorkspace(t, { 'build.sh': script })
    const container = await openJobContainer(t, workspace, builder)
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.ok(
      error.startsWith(
        `Could not read ${layout}, which the build should have written: it is not a directory.`,
      ),
      error,
    )
  })
})
