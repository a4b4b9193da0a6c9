import "server-only";
import { type Grant, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";

/** Path below which the consent pages are; the interaction's cookie goes to its own page only. */
export const CONSENT_PATH = "/oauth/consent";

/** Time a person has to answer, in seconds. */
export const INTERACTION_SECONDS = 1_800;

/**
 * One prompt, always: our consent page. No earlier approval and no session of the provider ever stands in for it
 * (AS-36); it also sees to it that somebody is signed in.
 */
export function consentPolicy() {
  const { Check, Prompt } = interactionPolicy;
  return [
    new Prompt(
      { name: "consent", requestable: true },
      new Check("approval_missing", "a person has to approve", "consent_required", (ctx) =>
        approvedConnection(ctx) === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    ),
  ];
}

/** The grant of the approval that was just given, and no other. */
export async function loadApprovedGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const connectionId = approvedConnection(ctx);
  return connectionId === undefined ? undefined : ctx.oidc.provider.Grant.find(connectionId);
}

function approvedConnection(ctx: KoaContextWithOIDC): string | undefined {
  return ctx.oidc.result?.consent?.grantId;
}
