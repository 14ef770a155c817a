import { entries } from './index.js'

await entries['build-image-post']()
