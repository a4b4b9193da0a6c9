"use server";

import { requestFacts } from "@/lib/auth/request-facts";
import { askLink } from "@/lib/people/ask-link";
import { askLinkInput } from "@/lib/people/schema";
import { defineAction } from "@/lib/web/define-action";

export const askResetLinkAction = defineAction(
  askLinkInput.omit({ next: true }),
  async ({ address }: { address: string }, { email }) => {
    await askLink("reset_link", { email, next: "/" }, address);
    return null;
  },
  { caller: requestFacts },
);
