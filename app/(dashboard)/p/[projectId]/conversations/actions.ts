"use server";

import { assignConversation } from "@/lib/conversations/assign";
import { handBack } from "@/lib/conversations/hand-back";
import { markConversation } from "@/lib/conversations/mark";
import {
  assignConversationInput,
  conversationInput,
  markConversationInput,
  sendMessageInput,
} from "@/lib/conversations/schema";
import { sendMessage } from "@/lib/conversations/send-message";
import { takeOver } from "@/lib/conversations/take-over";
import { defineProjectAction } from "@/lib/web/define-action";

// The inbox keeps itself up to date, and reading its page anew would lose the place in the list.
const options = { isQuiet: true };

export const takeOverAction = defineProjectAction(conversationInput, takeOver, options);
export const handBackAction = defineProjectAction(conversationInput, handBack, options);
export const sendMessageAction = defineProjectAction(sendMessageInput, sendMessage, options);
export const assignConversationAction = defineProjectAction(
  assignConversationInput,
  assignConversation,
  options,
);
export const markConversationAction = defineProjectAction(markConversationInput, markConversation, options);
