import "server-only";
import type { Letter } from "./letter";

/**
 * What the team answered to a customer. Of the customer's own words only the subject is in it: whoever types in a foreign
 * address must not be able to have a text of theirs sent there.
 */
export function ticketReplyLetter(reply: {
  projectName: string;
  subject: string;
  body: string;
  /** Whether the customer also finds it in the chat. */
  isInChat: boolean;
}): Letter {
  return {
    subject: `Re: ${reply.subject}`,
    blocks: [
      { kind: "text", text: reply.body },
      {
        kind: "note",
        text: `${reply.projectName}\n\nThis address can't receive mail. ${
          reply.isInChat ? "To answer, write in the chat on our website." : "To answer, contact us as before."
        }`,
      },
    ],
  };
}
