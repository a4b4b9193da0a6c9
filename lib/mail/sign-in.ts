import "server-only";
import { env } from "@/lib/core/env";
import type { Letter } from "./letter";

const NOT_YOU = {
  kind: "note",
  text: `If you did not ask for this, ignore it: nothing changes.\nCaramel at ${env.baseUrl}`,
} as const;

/** Holds a link that signs in. */
export function signInLetter(url: string): Letter {
  return {
    subject: "Your sign-in link",
    blocks: [
      { kind: "text", text: "Open this link to sign in. It works once, for 15 minutes." },
      { kind: "link", label: "Sign in", url },
      NOT_YOU,
    ],
  };
}

/** Holds a link that sets a new password. */
export function resetPasswordLetter(url: string): Letter {
  return {
    subject: "Choose a new password",
    blocks: [
      { kind: "text", text: "Open this link to choose a new password. It works once, for an hour." },
      { kind: "link", label: "Choose a new password", url },
      NOT_YOU,
    ],
  };
}

/** The same for somebody who asked to sign in and never showed that the address is theirs. */
export function confirmAddressLetter(url: string): Letter {
  return {
    subject: "Confirm your address to sign in by e-mail",
    blocks: [
      {
        kind: "text",
        text: "Before a link can sign you in, we need to know that this address is yours. Open this one and choose a password, once. Google and GitHub are connected again under Account.",
      },
      { kind: "link", label: "Choose a password", url },
      NOT_YOU,
    ],
  };
}
