import { getState } from '@actions/core'
import { dockerClient } from '../../docker/command.ts'
import { runStep } from '../../github/step.ts'
import { containerState, hostState, removeLeftovers, stagingState } from './leftovers.ts'

await runStep(({ log }) =>
  removeLeftovers(
    {
      container: getState(containerState),
      staging: getState(stagingState).split('\n'),
      host: getState(hostState) === 'true',
    },
    dockerClient(process.env),
    log,
  ),
)
