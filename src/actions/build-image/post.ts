import { getState } from '@actions/core'
import { dockerClient } from '../../docker/command.ts'
import { runStep } from '../../github/step/step.ts'
import { setHostUmask } from '../../sandbox/host/host-sandbox.ts'
import { containerState, hostState, removeLeftovers, stagingState } from './leftovers.ts'

await runStep(undefined, ({ log }) => {
  const host = getState(hostState) === 'true'
  if (host) setHostUmask()
  const staging = getState(stagingState).split('\n')
  return removeLeftovers(
    { container: getState(containerState), staging, host },
    dockerClient(process.env),
    log,
  )
})
