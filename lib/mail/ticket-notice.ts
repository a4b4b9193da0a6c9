import "server-only";
import { env } from "@/lib/core/env";
import type { Letter } from "./letter";

/** Tells a member about a ticket of theirs. What the customer wrote stays in the dashboard. */
export function ticketNoticeLetter(notice: {
  what: "assigned" | "answered";
  projectId: string;
  projectName: string;
  ticketId: string;
  subject: string;
}): Letter {
  const isNew = notice.what === "assigned";
  return {
    subject: `${isNew ? "Assigned to you" : "New answer"}: ${notice.subject}`,
    blocks: [
      {
        kind: "text",
        text: isNew
          ? `A ticket of ${notice.projectName} was assigned to you.`
          : `The customer answered in a ticket of ${notice.projectName} that is assigned to you.`,
      },
      { kind: "quote", text: notice.subject },
      {
        kind: "link",
        label: "Open the ticket",
        url: `${env.baseUrl}/p/${notice.projectId}/tickets/${notice.ticketId}`,
      },
      { kind: "note", text: "You get this because the ticket is assigned to you." },
    ],
  };
}
