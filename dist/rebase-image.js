import { entries } from './index.js'

await entries['rebase-image']()
