import { Snippet } from "@/components/conversations/snippet";
import { PLATFORM_LABELS, visitorName } from "@/components/conversations/words";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ConversationView } from "@/lib/conversations/schema";
import { cn } from "@/lib/core/cn";

export interface ConversationTableProps {
  label: string;
  projectId: string;
  conversations: readonly ConversationView[];
  /** Fewer columns, for the overview. */
  compact?: boolean;
}

/** Conversations, newest first, each with its first words or what a search found in it. */
export function ConversationTable({ label, projectId, conversations, compact }: ConversationTableProps) {
  const isSearch = conversations.some((conversation) => conversation.match);
  return (
    <Table label={label} phone="cards" className="table-fixed">
      <TableHeader>
        <TableRow>
          <TableHead>{isSearch ? "Match" : "First message"}</TableHead>
          <TableHead className="w-40">Customer</TableHead>
          {!compact && <TableHead className="w-40 max-xl:hidden">Chatbot</TableHead>}
          <TableHead className="w-28">Platform</TableHead>
          <TableHead numeric className="w-24">
            Messages
          </TableHead>
          <TableHead numeric className="w-28">
            Last message
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {conversations.map((conversation) => (
          <TableRow key={conversation.id}>
            <TableCell>
              <RowLink
                href={addressOf(projectId, conversation)}
                className={cn("font-normal", isSearch ? "line-clamp-2" : "line-clamp-1")}
              >
                {conversation.match ? (
                  <>
                    {conversation.match.role === "agent" && (
                      <span className="text-muted-foreground">Reply: </span>
                    )}
                    <Snippet text={conversation.match.snippet} />
                  </>
                ) : (
                  conversation.preview || "No message from the customer"
                )}
              </RowLink>
            </TableCell>
            <TableCell label="Customer" className="truncate text-muted-foreground">
              {conversation.visitor ? visitorName(conversation.visitor) : "Unknown"}
            </TableCell>
            {!compact && (
              <TableCell className="truncate max-xl:hidden max-sm:hidden!">
                {conversation.chatbot_name}
              </TableCell>
            )}
            <TableCell label="Platform">{PLATFORM_LABELS[conversation.platform]}</TableCell>
            <TableCell label="Messages" numeric>
              {formatCount(conversation.user_message_count + conversation.agent_message_count)}
            </TableCell>
            <TableCell label="Last message" numeric className="text-muted-foreground">
              <Moment at={conversation.last_message_at} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function addressOf(projectId: string, { id, match }: ConversationView): string {
  const address = routes.project(projectId).conversation(id);
  return match ? `${address}?at=${match.position}#message-${match.position}` : address;
}
