import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { unlessAborted } from '../../src/task/abort.ts'
import { runTasks, type TaskGroup } from '../../src/task/task-group.ts'

/** Runs a group, and says what it warned of. */
const runGroup = async <Result>(
  work: (tasks: TaskGroup) => Promise<Result>,
  cancelled: AbortSignal = new AbortController().signal,
) => {
  const warnings: string[] = []
  const [outcome] = await Promise.allSettled([
    runTasks(work, { cancelled, warn: (message) => warnings.push(message) }),
  ])
  return { ...outcome, warnings }
}

const rejectedOnAbort = (signal: AbortSignal): Promise<never> => unlessAborted(new Promise(() => {}), signal)

test('a task starts at once, and its promise has its result', async () => {
  const events: string[] = []
  const outcome = await runGroup(async (tasks) => {
    const one = tasks.run('one', async () => events.push('one'))
    events.push('story')
    return (await one) + (await tasks.run('two', async () => 40))
  })
  assert.deepEqual(events, ['one', 'story'])
  assert.deepEqual(outcome, { status: 'fulfilled', value: 41, warnings: [] })
})

test('the group waits for all tasks, also for those that are not awaited or that a task started', async () => {
  const events: string[] = []
  await runGroup(async (tasks) => {
    tasks.run('outer', async () => {
      await delay(10)
      tasks.run('inner', async () => {
        await delay(10)
        events.push('inner')
      })
    })
    tasks.cleanUp(async () => void events.push('cleanup'))
  })
  assert.deepEqual(events, ['inner', 'cleanup'])
})

test('a failure of a task that the step does not need aborts nothing', async () => {
  const lost = new Error('the registry is gone')
  const { promise: isNeeded, resolve: decide } = Promise.withResolvers<boolean>()
  const fail = () => Promise.reject(lost)
  const outcome = await runGroup(async (tasks) => {
    const [settled] = await Promise.allSettled([tasks.run('fetch', fail, () => isNeeded)])
    decide(false)
    return [settled, tasks.signal.aborted]
  })
  const expected = [{ status: 'rejected', reason: lost }, false]
  assert.deepEqual(outcome, { status: 'fulfilled', value: expected, warnings: [] })
  const needed = await runGroup(async (tasks) => void tasks.run('fetch', fail, async () => true))
  assert.deepEqual(needed, { status: 'rejected', reason: lost, warnings: [] })
})

test('the first failure aborts the other tasks, and the cleanup waits for them', async () => {
  const lost = new Error('the registry is gone')
  const events: string[] = []
  const outcome = await runGroup(async (tasks) => {
    tasks.cleanUp(async () => void events.push('cleanup'))
    const building = tasks.run('build', async () => {
      await rejectedOnAbort(tasks.signal).catch(() => {})
      await delay(20)
      events.push('build ended')
      throw new Error('the connection broke')
    })
    tasks.run('fetch', async () => {
      throw lost
    })
    await building
  })
  assert.deepEqual(outcome, { status: 'rejected', reason: lost, warnings: [] })
  assert.deepEqual(events, ['build ended', 'cleanup'])
})

test('a failure of the story itself aborts the tasks', async () => {
  const reason = new Error('no bread')
  const outcome = await runGroup(async (tasks) => {
    tasks.run('wait', () => rejectedOnAbort(tasks.signal))
    throw reason
  })
  assert.deepEqual(outcome, { status: 'rejected', reason, warnings: [] })
})

test('a failure of a task that is not awaited fails the group', async () => {
  const reason = new Error('no bread')
  const outcome = await runGroup(async (tasks) => {
    tasks.run('fail', async () => {
      throw reason
    })
  })
  assert.deepEqual(outcome, { status: 'rejected', reason, warnings: [] })
})

test('a failure that is awaited late is not an unhandled rejection', async (t) => {
  const unhandled: unknown[] = []
  const listen = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', listen)
  t.after(() => process.off('unhandledRejection', listen))
  const reason = new Error('no bread')
  const outcome = await runGroup(async (tasks) => {
    const failing = tasks.run('fail', async () => {
      throw reason
    })
    await delay(20)
    await failing
  })
  await delay(20)
  assert.deepEqual(outcome, { status: 'rejected', reason, warnings: [] })
  assert.deepEqual(unhandled, [])
})

test('a failure that a task catches aborts nothing', async () => {
  const outcome = await runGroup(async (tasks) => {
    const restored = tasks.run('restore', async () => {
      try {
        throw new Error('the cache is down')
      } catch {
        return 'nothing'
      }
    })
    return [await restored, tasks.signal.aborted]
  })
  assert.deepEqual(outcome, { status: 'fulfilled', value: ['nothing', false], warnings: [] })
})

test('after a failure no further task starts', async () => {
  const reason = new Error('no bread')
  let started = false
  const outcome = await runGroup(async (tasks) => {
    await tasks.run('fail', () => Promise.reject(reason)).catch(() => {})
    await tasks.run('next', async () => {
      started = true
    })
  })
  assert.deepEqual(outcome, { status: 'rejected', reason, warnings: [] })
  assert.equal(started, false)
})

test('all cleanup runs at the same time', async () => {
  const events: string[] = []
  await runGroup(async (tasks) => {
    tasks.cleanUp(async () => void events.push('folder'))
    tasks.cleanUp(async () => {
      await delay(20)
      events.push('container')
    })
  })
  assert.deepEqual(events, ['folder', 'container'])
})

test('a failed cleanup is a warning, and the other cleanup runs', async () => {
  const ends = { fulfilled: async () => {}, rejected: () => Promise.reject(new Error('no bread')) }
  for (const [expected, end] of Object.entries(ends)) {
    let cleaned = false
    const { warnings, status } = await runGroup(async (tasks) => {
      tasks.cleanUp(() => Promise.reject(new Error('The crumbs are still there.')))
      tasks.cleanUp(async () => {
        cleaned = true
      })
      await end()
    })
    assert.deepEqual(
      { warnings, cleaned, status },
      { warnings: ['The crumbs are still there.'], cleaned: true, status: expected },
    )
  }
})

test('a cancelled step ends with the reason after its tasks and the cleanup', async () => {
  const cancel = new AbortController()
  const reason = new Error('The step was cancelled.')
  const events: string[] = []
  const outcome = await runGroup(async (tasks) => {
    tasks.cleanUp(async () => void events.push('cleanup'))
    cancel.abort(reason)
    await rejectedOnAbort(tasks.signal).finally(() => events.push('task'))
  }, cancel.signal)
  assert.deepEqual(outcome, { status: 'rejected', reason, warnings: [] })
  assert.deepEqual(events, ['task', 'cleanup'])
})

test('tasks and cleanup that ignore the cancellation are abandoned after 4.5 seconds', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const cancel = new AbortController()
  const reason = new Error('The step was cancelled.')
  const events: string[] = []
  const running = runGroup(async (tasks) => {
    tasks.cleanUp(async () => void events.push('folder removed'))
    tasks.cleanUp(() => new Promise(() => {}))
    await tasks.run('upload', () => new Promise(() => {}))
  }, cancel.signal).finally(() => events.push('ended'))
  const pass = async (milliseconds: number): Promise<readonly string[]> => {
    t.mock.timers.tick(milliseconds)
    await new Promise((resolve) => setImmediate(resolve))
    return [...events]
  }
  assert.deepEqual(await pass(10_000), [])
  cancel.abort(reason)
  assert.deepEqual(await pass(900), [])
  assert.deepEqual(await pass(100), ['folder removed'])
  assert.deepEqual(await pass(3_400), ['folder removed'])
  assert.deepEqual(await pass(100), ['folder removed', 'ended'])
  assert.deepEqual(await running, { status: 'rejected', reason, warnings: [] })
})

test('cleanup that is added during the cleanup runs too', async () => {
  const events: string[] = []
  await runGroup(async (tasks) => {
    tasks.cleanUp(async () => {
      tasks.cleanUp(async () => {
        await delay(10)
        events.push('late')
      })
    })
  })
  assert.deepEqual(events, ['late'])
})

test('the timings list all tasks in the order of their start, also failed ones', async () => {
  let timings: TaskGroup['timings'] = []
  await runGroup(async (tasks) => {
    timings = tasks.timings
    const slow = tasks.run('slow', () => delay(20))
    await tasks.run('fast', async () => {})
    await slow
    await tasks.run('failing', () => Promise.reject(new Error('no bread')))
  })
  assert.deepEqual(
    timings.map(({ name }) => name),
    ['slow', 'fast', 'failing'],
  )
  const [slow, fast] = timings
  assert.ok(slow && fast && slow.seconds > fast.seconds)
})
