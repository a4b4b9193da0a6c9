import "server-only";
import { notFound } from "next/navigation";
import { callerForProject } from "@/lib/auth/session";
import { getChatbot } from "@/lib/chatbots/get";
import { getChatbotInput } from "@/lib/chatbots/schema";
import { forPage } from "@/lib/web/for-page";

/** Who asks and the chatbot of the address, or the "not found" page. */
export async function loadChatbot({ projectId, chatbotId }: { projectId: string; chatbotId: string }) {
  const caller = await forPage(callerForProject(projectId));
  const input = getChatbotInput.safeParse({ chatbot_id: chatbotId });
  if (!input.success) notFound();
  const chatbot = await forPage(getChatbot(caller, input.data));
  return { caller, chatbot, mayChange: caller.permissions.has("chatbots:write") };
}
