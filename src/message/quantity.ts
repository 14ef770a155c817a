const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** A readable size, in powers of 1000: `0 B`, `999 B`, `1.4 kB`, `93.1 MB`, `213 MB`. */
export const formatBytes = (bytes: number): string => {
  let value = bytes
  let unit = 0
  // 999.5 would be rounded to four digits.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** A readable duration: `0.4 s`, `12 s`, `2 min 5 s`. */
export const formatSeconds = (seconds: number): string => {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** The first texts of a list, and how many more there are: `a, b and 3 more`. */
export const formatList = (texts: readonly string[], limit: number): string => {
  const more = texts.length - limit
  return `${texts.slice(0, limit).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** `1 layer`, `2 layers`, `1,200 processes` */
export const formatCount = (count: number, noun: string, plural = `${noun}s`): string =>
  // Not toLocaleString: its first call in a process takes 20 ms.
  `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${count === 1 ? noun : plural}`
