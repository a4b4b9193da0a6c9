import Link from "next/link";
import { formatCount } from "@/components/format/count";
import { addressWith } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";
import type { ChatbotDetail } from "@/lib/chatbots/schema";

interface ChatbotHeaderProps {
  chatbot: ChatbotDetail;
  current: "settings" | "website" | "embed" | "rules" | "history";
}

/** Heading and tabs of every page about one chatbot. */
export function ChatbotHeader({ chatbot, current }: ChatbotHeaderProps) {
  const pages = routes.project(chatbot.project_id);
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            {chatbot.name}
            {chatbot.is_primary && <Badge variant="default">Primary</Badge>}
            <Badge variant={chatbot.is_enabled ? "success" : "neutral"} dot>
              {chatbot.is_enabled ? "On" : "Off"}
            </Badge>
          </span>
        }
        description={chatbot.description}
        breadcrumb={[{ label: "Chatbots", href: pages.chatbots }, { label: chatbot.name }]}
        actions={
          <Button variant="outline" asChild>
            <Link href={addressWith(pages.conversations, { chatbot: chatbot.id })}>
              Show {formatCount(chatbot.conversation_count)}{" "}
              {chatbot.conversation_count === 1 ? "conversation" : "conversations"}
            </Link>
          </Button>
        }
      />
      <TabLinks
        label="Chatbot"
        className="mb-4 max-sm:gap-3.5"
        items={[
          { href: pages.chatbot(chatbot.id), label: "Settings", current: current === "settings" },
          { href: pages.chatbotWebsite(chatbot.id), label: "Website", current: current === "website" },
          { href: pages.chatbotEmbed(chatbot.id), label: "Embed code", current: current === "embed" },
          { href: pages.salesRules(chatbot.id), label: "Sales rules", current: current === "rules" },
          { href: pages.chatbotHistory(chatbot.id), label: "History", current: current === "history" },
        ]}
      />
    </>
  );
}
