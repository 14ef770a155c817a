import { entries } from './index.js'

await entries['download-image']()
