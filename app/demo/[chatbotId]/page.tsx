import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { notFound } from "next/navigation";
import { MessagePage } from "@/components/shell/message-page";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { publicChatbot } from "@/lib/auth/public-chatbot";
import { DemoShop } from "./demo-shop";

export const metadata: Metadata = {
  title: "Demo shop",
  description: "A page to try the chat on.",
  robots: { index: false, follow: false },
};

/** A page that anybody may open, with the chat on it as on a shop's own page. */
export default async function DemoPage({ params }: PageProps<"/demo/[chatbotId]">) {
  const { chatbotId } = await params;
  const chatbot = await publicChatbot(chatbotId);
  if (!chatbot) notFound();
  if (!chatbot.isEnabled) {
    return (
      <MessagePage
        title="This chatbot is switched off"
        actions={
          <Button variant="outline" asChild>
            <Link href={routes.home}>To the dashboard</Link>
          </Button>
        }
      >
        Visitors don't see it. Whoever looks after it can switch it on in its settings.
      </MessagePage>
    );
  }
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <>
      <DemoShop chatbot={chatbot.name} />
      <script async src="/widget.js" data-chatbot={chatbot.id} nonce={nonce} />
    </>
  );
}
