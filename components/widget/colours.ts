// Colours that can be read on each other, whatever the owner chose (WCAG 2.2, relative luminance and contrast).

const HEX = /^#[0-9a-f]{6}$/i;
/** Contrast that normal text needs. */
const TEXT_CONTRAST = 4.5;

const DARK = "#171717";
const DARKEST = "#000000";
export const LIGHT = "#FFFFFF";

/** The colour, or `fallback` when it is no `#RRGGBB`. */
export function hexOr(colour: string, fallback: string): string {
  return HEX.test(colour) ? colour : fallback;
}

/** A dark or a light colour, whichever reads better on another. */
export function readableOn(background: string): string {
  if (contrast(LIGHT, background) > contrast(DARKEST, background)) return LIGHT;
  // On middle greys only black will do.
  return contrast(DARK, background) >= TEXT_CONTRAST ? DARK : DARKEST;
}

/** `share` (0 to 1) of the first colour in the second. */
export function mix(colour: string, into: string, share: number): string {
  const [from, to] = [channels(colour), channels(into)];
  const parts = from.map((part, index) => Math.round(part * share + (to[index] ?? 0) * (1 - share)));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The colour itself when text in it can be read on the background, otherwise the nearest shade of it that can. */
export function readable(colour: string, background: string): string {
  const ink = readableOn(background);
  for (let share = 0; share < 1; share += 0.1) {
    const shade = mix(ink, colour, share);
    if (contrast(shade, background) >= TEXT_CONTRAST) return shade;
  }
  return ink;
}

/** 1 (the same) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}
