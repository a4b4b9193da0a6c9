import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { ChatbotUpdate, UpdateChatbotAppearanceInput } from "./schema";
import { updateChatbot } from "./update";

/** Least contrast of text that everybody can read; WCAG 2.2 §1.4.3. */
const READABLE_CONTRAST = 4.5;

/**
 * Sets colours, position and bubble style of the chat.
 * @throws as `updateChatbot`
 */
export async function updateChatbotAppearance(
  caller: Caller,
  input: UpdateChatbotAppearanceInput,
): Promise<ChatbotUpdate> {
  const wanted = {
    "appearance.primary_color": input.primary_color,
    "appearance.text_color": input.text_color,
    "appearance.background_color": input.background_color,
    "appearance.position": input.position,
    "appearance.bubble_style": input.bubble_style,
  };
  return updateChatbot(caller, input, wanted, (fields) =>
    adviceOn(fields["appearance.text_color"], fields["appearance.primary_color"]),
  );
}

function adviceOn(text: string, background: string): string[] {
  const contrast = contrastOf(text, background);
  if (contrast >= READABLE_CONTRAST) return [];
  return [
    `Text ${text} on ${background} is hard to read: the contrast is ${contrast.toFixed(1)}, and ${READABLE_CONTRAST} is the least that everybody can read.`,
  ];
}

/** Contrast of two colours, 1 to 21; WCAG 2.2, "contrast ratio". */
function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance of #RRGGBB, 0 to 1; WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
