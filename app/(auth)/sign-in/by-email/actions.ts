"use server";

import { requestFacts } from "@/lib/auth/request-facts";
import { askLink } from "@/lib/people/ask-link";
import { askLinkInput } from "@/lib/people/schema";
import { defineAction } from "@/lib/web/define-action";
import { safePath } from "@/lib/web/safe-path";

export const askSignInLinkAction = defineAction(
  askLinkInput,
  async ({ address }: { address: string }, { email, next }) => {
    await askLink("sign_in_link", { email, next: safePath(next) }, address);
    return null;
  },
  { caller: requestFacts },
);
