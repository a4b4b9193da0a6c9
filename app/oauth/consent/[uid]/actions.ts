"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { endSession, personCaller, requirePerson } from "@/lib/auth/session";
import { type Answerer, approveRequest, refuseRequest } from "@/lib/oauth/answer-request";
import { CONSENT_PATH } from "@/lib/oauth/interaction-policy";
import { approveRequestInput, refuseRequestInput } from "@/lib/oauth/schema";
import { defineAction } from "@/lib/web/define-action";

const cookieHeader = async () => (await headers()).get("cookie") ?? "";

export const approveRequestAction = defineAction(approveRequestInput, approveRequest, {
  caller: async (input): Promise<Answerer> => ({
    caller: await personCaller(await requirePerson(), input.organisation_id),
    cookies: await cookieHeader(),
  }),
});

export const refuseRequestAction = defineAction(refuseRequestInput, refuseRequest, { caller: cookieHeader });

/** Signs out and comes back to the request as somebody else. */
export async function switchAccountAction(uid: string): Promise<void> {
  await endSession();
  const page = `${CONSENT_PATH}/${encodeURIComponent(String(uid).slice(0, 64))}`;
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(page)}`);
}
