import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { ANY_ORIGIN, LOCAL_HOST } from "@/lib/core/origin";
import type { ChatbotUpdate, UpdateChatbotWidgetInput } from "./schema";
import { updateChatbot } from "./update";

/**
 * Sets on which websites the chat may be shown, when visitors are asked who they are, and what opens a ticket.
 * @throws as `updateChatbot`
 */
export async function updateChatbotWidget(
  caller: Caller,
  input: UpdateChatbotWidgetInput,
): Promise<ChatbotUpdate> {
  const wanted = {
    "widget.allowed_origins": input.allowed_origins,
    "widget.lead_form": input.lead_form,
    "widget.consent_text": input.consent_text,
    "widget.visitor_tickets": input.visitor_tickets,
    "widget.ticket_after": input.ticket_after,
    "widget.ticket_words": input.ticket_words,
  };
  return updateChatbot(caller, input, wanted, (fields) =>
    input.allowed_origins === undefined ? [] : adviceOn(fields["widget.allowed_origins"]),
  );
}

function adviceOn(origins: readonly string[]): string[] {
  if (origins.includes(ANY_ORIGIN)) return ["Any website can show this chat, also one that is not yours."];
  return origins
    .filter((origin) => origin.startsWith("http://") && !LOCAL_HOST.test(new URL(origin).hostname))
    .map((origin) => `${origin} is not encrypted: what visitors write there can be read on its way.`);
}
