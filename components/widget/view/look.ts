import type { WidgetLook } from "@/lib/channels/widget/schema";
import { hexOr, LIGHT, mix, readable, readableOn } from "../colours";

/** The chatbot's colours, and those that follow from them, as the style sheet names them. */
export function lookVariables(look: WidgetLook): Record<string, string> {
  const primary = hexOr(look.primary_color, "#B45309");
  const onPrimary = hexOr(look.text_color, readableOn(primary));
  const paper = hexOr(look.background_color, "#FFFFFF");
  const ink = readableOn(paper);
  const surface = mix(ink, paper, 0.06);
  return {
    "--primary": primary,
    "--on-primary": onPrimary,
    // Away from the text on it, so that the text stays as readable.
    "--shade": `rgb(${readableOn(onPrimary) === LIGHT ? "255 255 255" : "0 0 0"} / 0.14)`,
    "--paper": paper,
    "--ink": ink,
    "--surface": surface,
    "--line": mix(ink, paper, 0.14),
    // Readable on the tinted surface is readable on the paper, too.
    "--muted": readable(mix(ink, paper, 0.62), surface),
    "--accent": readable(primary, surface),
    "--danger": readable("#C81E1E", surface),
    "--success": readable("#15803D", surface),
  };
}

/** Puts the look on the element that holds everything. Through the object model, which a content policy lets pass. */
export function applyLook(root: HTMLElement, look: WidgetLook) {
  for (const [name, value] of Object.entries(lookVariables(look))) root.style.setProperty(name, value);
  root.style.colorScheme = readableOn(hexOr(look.background_color, LIGHT)) === LIGHT ? "dark" : "light";
  root.dataset.position = look.position;
  root.dataset.bubbles = look.bubble_style;
}
