import "server-only";
import type { WidgetCaller } from "@/lib/auth/widget-caller";
import { recordChatbotSeen } from "@/lib/chatbots/record-seen";
import { conversationOfVisitor, historyOfVisitor } from "@/lib/conversations/of-visitor";
import { env } from "@/lib/core/env";
import { sweepReplyOf } from "@/lib/replies/sweep";
import { listUnseenRules } from "@/lib/sales-rules/list-unseen";
import { listTicketsOfVisitor } from "@/lib/tickets/list-of-visitor";
import type { WidgetLook, WidgetSession } from "./schema";

/** Everything a widget needs to draw itself, for a visitor who may be known. Visitors get no row by it. */
export async function openSession(widget: WidgetCaller): Promise<WidgetSession> {
  const { caller, chatbot, visitorId, token } = widget;
  if (widget.origin !== env.baseUrl) await recordChatbotSeen(caller, widget.origin);
  const [conversation, tickets, rules] = await Promise.all([
    visitorId === null ? null : conversationOf(widget),
    visitorId === null ? [] : listTicketsOfVisitor(caller),
    listUnseenRules(caller, token.hash),
  ]);
  return {
    look: toLook(widget),
    lead_form: chatbot.leadForm,
    consent_text: chatbot.consentText,
    tickets_enabled: chatbot.visitorTickets,
    language: chatbot.language === "auto" ? null : chatbot.language,
    visitor_token: token.text,
    is_known: widget.isKnown,
    conversation,
    tickets,
    rules,
  };
}

async function conversationOf({ caller, projectId }: WidgetCaller): Promise<WidgetSession["conversation"]> {
  let conversation = await conversationOfVisitor(caller);
  if (conversation === null) return null;
  // Whoever wrote it may have died meanwhile; then the visitor is told, and can ask again.
  if (
    conversation.isReplying &&
    (await sweepReplyOf(caller, { projectId, conversationId: conversation.id }))
  ) {
    conversation = (await conversationOfVisitor(caller)) ?? conversation;
  }
  const history = await historyOfVisitor(caller);
  return {
    id: conversation.id,
    handler: conversation.handler,
    ...history,
    is_replying: conversation.isReplying,
    unseen: conversation.unseen,
  };
}

function toLook({ chatbot }: WidgetCaller): WidgetLook {
  return {
    name: chatbot.name,
    primary_color: chatbot.primaryColor,
    text_color: chatbot.textColor,
    background_color: chatbot.backgroundColor,
    position: chatbot.position,
    bubble_style: chatbot.bubbleStyle,
    welcome_message: chatbot.welcomeMessage,
    input_placeholder: chatbot.inputPlaceholder,
    thinking_label: chatbot.thinkingLabel,
    submit_label: chatbot.submitLabel,
  };
}
