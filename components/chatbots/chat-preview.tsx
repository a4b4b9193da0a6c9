import { SendHorizontal } from "lucide-react";
import type { ChatbotDetail } from "@/lib/chatbots/schema";
import { cn } from "@/lib/core/cn";

const RADIUS: Record<ChatbotDetail["appearance"]["bubble_style"], string> = {
  rounded: "rounded-lg",
  square: "rounded-none",
  pill: "rounded-3xl",
};

const PLACE: Record<ChatbotDetail["appearance"]["position"], string> = {
  left: "mr-auto",
  center: "mx-auto",
  right: "ml-auto",
};

export interface ChatPreviewProps {
  name: string;
  appearance: ChatbotDetail["appearance"];
  labels: ChatbotDetail["labels"];
}

/** How the chat looks on the shop's page, small. A picture of it: nothing in it can be pressed. */
export function ChatPreview({ name, appearance, labels }: ChatPreviewProps) {
  const { primary_color: primary, text_color: onPrimary, background_color: background } = appearance;
  const ink = readableOn(background);
  const bubble = RADIUS[appearance.bubble_style];
  return (
    <div
      role="img"
      aria-label={`Preview of the chat: ${name} says “${labels.welcome_message}”`}
      className="rounded-lg bg-muted p-4"
    >
      <div
        aria-hidden
        className={cn(
          "w-full max-w-64 overflow-hidden rounded-xl border shadow-md",
          PLACE[appearance.position],
        )}
        style={{ backgroundColor: background, color: ink }}
      >
        <div
          className="truncate px-3.5 py-2.5 font-semibold text-sm"
          style={{ backgroundColor: primary, color: onPrimary }}
        >
          {name}
        </div>
        <div className="grid gap-2 px-3 py-3 text-xs">
          <p
            className={cn("w-fit max-w-[85%] break-words px-3 py-2", bubble)}
            style={{ backgroundColor: `color-mix(in srgb, ${ink} 9%, ${background})` }}
          >
            {labels.welcome_message}
          </p>
          <p
            className={cn("ml-auto w-fit max-w-[85%] px-3 py-2", bubble)}
            style={{ backgroundColor: primary, color: onPrimary }}
          >
            Where is my order?
          </p>
          <p className="opacity-75">{labels.thinking_label}</p>
        </div>
        <div
          className="flex items-center gap-2 border-t px-3 py-2 text-xs"
          style={{ borderColor: `color-mix(in srgb, ${ink} 12%, ${background})` }}
        >
          <span className="min-w-0 flex-1 truncate opacity-75">{labels.input_placeholder}</span>
          <span
            className={cn("flex items-center gap-1 px-2.5 py-1 font-medium", bubble)}
            style={{ backgroundColor: primary, color: onPrimary }}
          >
            {labels.submit_label} <SendHorizontal className="size-3" />
          </span>
        </div>
      </div>
    </div>
  );
}

/** Black or white, whichever reads better on a colour (relative luminance as in WCAG 2.2). */
function readableOn(hex: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#171717" : "#fafafa";
}
