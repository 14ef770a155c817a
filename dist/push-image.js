import { entries } from './index.js'

await entries['push-image']()
