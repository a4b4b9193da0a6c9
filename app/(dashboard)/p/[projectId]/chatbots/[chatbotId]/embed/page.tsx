import { ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { embedCode, neededPolicy } from "@/components/chatbots/embed-code";
import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { getWidgetSighting } from "@/lib/chatbots/get-sighting";
import { getChatbotWidget } from "@/lib/chatbots/get-widget";
import type { WidgetSighting } from "@/lib/chatbots/schema";
import { env } from "@/lib/core/env";
import { ChatbotHeader } from "../chatbot-header";
import { loadChatbot } from "../load-chatbot";
import { WhereToPaste } from "./where-to-paste";

export const metadata: Metadata = { title: "Embed code" };

export default async function EmbedPage({ params }: PageProps<"/p/[projectId]/chatbots/[chatbotId]/embed">) {
  const { caller, chatbot } = await loadChatbot(await params);
  const input = { chatbot_id: chatbot.id };
  const [widget, sighting] = await Promise.all([
    getChatbotWidget(caller, input),
    getWidgetSighting(caller, input),
  ]);
  const website = routes.project(chatbot.project_id).chatbotWebsite(chatbot.id);
  const code = embedCode(env.baseUrl, chatbot.id);
  return (
    <>
      <ChatbotHeader chatbot={chatbot} current="embed" />
      <div className="grid max-w-3xl gap-4">
        {!chatbot.is_enabled && (
          <Alert variant="warning" title="The chatbot is off">
            Visitors don't see it, wherever the code stands. Switch it on in its settings.
          </Alert>
        )}
        {widget.allowed_origins.length === 0 && (
          <Alert
            variant="warning"
            title="No website may show it yet"
            action={
              <Button size="sm" variant="outline" asChild>
                <Link href={website}>Add your website</Link>
              </Button>
            }
          >
            Until you name yours, only the demo page shows the chat.
          </Alert>
        )}
        <Card>
          <CardHeader>
            <CardTitle>Embed code</CardTitle>
            <CardDescription>One line, the same for every page of your website.</CardDescription>
          </CardHeader>
          <CardContent className="grid gap-4">
            <CodeBlock code={code} name="embed code" wrap />
            <Seen sighting={sighting} />
            <div>
              <Button variant="outline" asChild>
                <a href={routes.demo(chatbot.id)} target="_blank" rel="noreferrer">
                  <ExternalLink /> Open the demo page
                </a>
              </Button>
            </div>
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>Where to paste it</CardTitle>
          </CardHeader>
          <CardContent>
            <WhereToPaste />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>If your website has a content security policy</CardTitle>
            <CardDescription>
              Most have none. If yours does, your developer adds these two entries to it; styles, pictures,
              fonts and frames need nothing.
            </CardDescription>
          </CardHeader>
          <CardContent>
            <CodeBlock code={neededPolicy(env.baseUrl)} name="policy entries" wrap />
          </CardContent>
        </Card>
        <ForDevelopers />
      </div>
    </>
  );
}

function Seen({ sighting }: { sighting: WidgetSighting | null }) {
  if (sighting === null) {
    return (
      <p className="text-muted-foreground text-sm">
        Not seen on a website yet. Once the code is in place, open your website, and it shows here.
      </p>
    );
  }
  return (
    <Alert variant="success">
      Seen on <span className="break-all font-medium">{sighting.seen_origin}</span>, last{" "}
      <Moment at={sighting.seen_at} />.
    </Alert>
  );
}

function ForDevelopers() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>For developers</CardTitle>
        <CardDescription>Optional. What your pages can tell the chat.</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-3 text-sm">
        <p>Open or close it, for example from a “Help” button of your own:</p>
        <CodeBlock code={"window.caramel?.open();\nwindow.caramel?.close();"} name="open and close" />
        <p>
          Tell it what is in the visitor's cart, in minor units of money (12.90 is 1290), for sales rules that
          look at it. The attribute <code className="font-mono text-xs">data-cart-value="1290"</code> on the
          script does the same.
        </p>
        <CodeBlock code="window.caramel?.cart(1290);" name="cart value" />
        <p>
          The chat is ready when the event <code className="font-mono text-xs">caramel:ready</code> comes to
          the window.
        </p>
      </CardContent>
    </Card>
  );
}
