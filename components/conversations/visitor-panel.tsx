import Link from "next/link";
import type { ReactNode } from "react";
import { PLATFORM_LABELS, visitorName } from "@/components/conversations/words";
import { formatCount } from "@/components/format/count";
import { EmailAddress } from "@/components/format/email-address";
import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import type { OpenConversation } from "@/lib/conversations/schema";

export interface VisitorPanelProps {
  projectId: string;
  conversation: OpenConversation["conversation"];
  /** More about the conversation, below its facts. */
  children?: ReactNode;
}

/** Who wrote, and the facts of the conversation. */
export function VisitorPanel({ projectId, conversation, children }: VisitorPanelProps) {
  const { visitor } = conversation;
  const pages = routes.project(projectId);
  return (
    <aside aria-label="Details" className="grid gap-4">
      <Card>
        <CardHeader className="flex items-center gap-2.5">
          <Avatar name={visitorName(visitor)} size="lg" />
          <div className="min-w-0">
            <CardTitle className="break-words">{visitorName(visitor)}</CardTitle>
            <p className="text-muted-foreground text-sm">Customer</p>
          </div>
        </CardHeader>
        <CardContent>
          <Facts>
            {visitor?.email && (
              <Fact label="E-mail">
                <EmailAddress address={visitor.email} />
              </Fact>
            )}
            {visitor?.phone && <Fact label="Phone">{visitor.phone}</Fact>}
            {visitor?.external_id && <Fact label="Customer id">{visitor.external_id}</Fact>}
            {visitor?.attributes.map((attribute) => (
              <Fact key={attribute.name} label={attribute.name}>
                {attribute.value}
              </Fact>
            ))}
          </Facts>
          {!visitor?.email && !visitor?.phone && (
            <p className="text-muted-foreground text-sm">No contact details are known.</p>
          )}
          {visitor && (
            <p className="mt-3 text-sm">
              <Link href={pages.visitor(visitor.id)} className="link">
                Everything of this visitor
              </Link>
            </p>
          )}
        </CardContent>
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>Conversation</CardTitle>
        </CardHeader>
        <CardContent>
          <Facts>
            <Fact label="Platform">
              <Badge>{PLATFORM_LABELS[conversation.platform]}</Badge>
            </Fact>
            <Fact label="Chatbot">
              <Link href={pages.chatbot(conversation.chatbot_id)} className="link">
                {conversation.chatbot_name}
              </Link>
            </Fact>
            <Fact label="Started">
              <Moment at={conversation.started_at} as="full" />
            </Fact>
            <Fact label="Last message">
              <Moment at={conversation.last_message_at} as="full" />
            </Fact>
            <Fact label="From customer">{formatCount(conversation.user_message_count)}</Fact>
            <Fact label="Replies">{formatCount(conversation.agent_message_count)}</Fact>
            {conversation.page_url && <Fact label="Began on">{conversation.page_url}</Fact>}
            {conversation.external_id && <Fact label="Imported as">{conversation.external_id}</Fact>}
            <Fact label="Id">
              <span className="flex min-w-0 items-center">
                <span className="truncate font-mono text-xs">{conversation.id}</span>
                <CopyButton value={conversation.id} label="Copy conversation id" className="-my-1 shrink-0" />
              </span>
            </Fact>
          </Facts>
        </CardContent>
      </Card>
      {children}
    </aside>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid gap-2 text-sm">{children}</dl>;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-2">
      <dt className="break-words text-muted-foreground">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
