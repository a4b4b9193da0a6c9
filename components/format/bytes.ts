const UNITS = ["bytes", "KB", "MB", "GB"] as const;

/** "1.4 MB", in units of 1,024 as file managers show them. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const text = unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${text} ${UNITS[unit]}`;
}
