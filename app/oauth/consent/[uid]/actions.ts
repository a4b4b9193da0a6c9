"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { sourceOf } from "@/lib/auth/connect-attempts";
import { endSession, personCaller, requirePerson } from "@/lib/auth/session";
import { type Answerer, type Answering, approveRequest, refuseRequest } from "@/lib/oauth/answer-request";
import { CONSENT_PATH } from "@/lib/oauth/interaction-policy";
import { approveRequestInput, refuseRequestInput } from "@/lib/oauth/schema";
import { defineAction } from "@/lib/web/define-action";

async function thisBrowser(): Promise<Answering> {
  const incoming = await headers();
  return { cookies: incoming.get("cookie") ?? "", source: sourceOf(incoming) };
}

export const approveRequestAction = defineAction(approveRequestInput, approveRequest, {
  caller: async (input): Promise<Answerer> => ({
    caller: await personCaller(await requirePerson(), input.organisation_id),
    ...(await thisBrowser()),
  }),
});

export const refuseRequestAction = defineAction(refuseRequestInput, refuseRequest, { caller: thisBrowser });

/** Signs out and comes back to the request as somebody else. */
export async function switchAccountAction(uid: string): Promise<void> {
  await endSession();
  const page = `${CONSENT_PATH}/${encodeURIComponent(String(uid).slice(0, 64))}`;
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(page)}`);
}
