import type { Metadata } from "next";
import { getChatbotWidget } from "@/lib/chatbots/get-widget";
import { ChatbotHeader } from "../chatbot-header";
import { loadChatbot } from "../load-chatbot";
import { ContactForm } from "./contact-form";
import { TicketForm } from "./ticket-form";
import { WebsiteFacts } from "./website-facts";
import { WebsitesForm } from "./websites-form";

export const metadata: Metadata = { title: "Chatbot on your website" };

export default async function ChatbotWebsitePage({
  params,
}: PageProps<"/p/[projectId]/chatbots/[chatbotId]/website">) {
  const { caller, chatbot, mayChange } = await loadChatbot(await params);
  const widget = await getChatbotWidget(caller, { chatbot_id: chatbot.id });
  const place = { projectId: chatbot.project_id, chatbotId: chatbot.id, widget };
  return (
    <>
      <ChatbotHeader chatbot={chatbot} current="website" />
      {mayChange ? (
        <div className="grid max-w-3xl gap-4">
          <WebsitesForm {...place} />
          <ContactForm {...place} />
          <TicketForm {...place} />
        </div>
      ) : (
        <WebsiteFacts widget={widget} />
      )}
    </>
  );
}
