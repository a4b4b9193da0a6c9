import "server-only";
import type { Letter } from "./letter";

/** Invites somebody to an organisation. */
export function invitationLetter(invitation: { organisationName: string; url: string }): Letter {
  return {
    subject: `Invitation to ${invitation.organisationName}`,
    blocks: [
      {
        kind: "text",
        text: `You are invited to work with ${invitation.organisationName} in Caramel. The link works once, for 7 days.`,
      },
      { kind: "link", label: "Join", url: invitation.url },
      { kind: "note", text: "If you don't know what this is about, ignore it: nothing happens." },
    ],
  };
}
