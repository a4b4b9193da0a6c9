import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { WidgetCaller } from "@/lib/auth/widget-caller";
import { asVisitor } from "@/lib/auth/widget-caller";
import { UnauthenticatedError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { ensureVisitor } from "@/lib/visitors/ensure";
import { visitorUnknown } from "@/lib/visitors/lock";

/**
 * The visitor's token, for requests in which they may say who they are for the first time.
 * @throws UnauthenticatedError none was sent, or one that is not from here
 */
export function requireToken({ token, isNewToken }: WidgetCaller): string {
  if (!isNewToken) return token.hash;
  throw new UnauthenticatedError("The visitor's token is missing or not valid here.", {
    reason: "visitor_unknown",
    nextStep: "Ask for a session, which has one.",
  });
}

/**
 * The caller of a visitor who has left something here before.
 * @throws UnauthenticatedError nobody is known by this token
 */
export function requireVisitor(widget: WidgetCaller): Caller {
  requireToken(widget);
  if (widget.visitorId !== null) return widget.caller;
  throw visitorUnknown();
}

/**
 * The caller of a visitor who leaves something now, with a row from now on.
 * @throws UnauthenticatedError as `requireToken`
 */
export async function withVisitor(widget: WidgetCaller): Promise<Caller> {
  const hash = requireToken(widget);
  if (widget.visitorId !== null) return widget.caller;
  return asVisitor(
    widget,
    await change(widget.caller, {}, (db) => ensureVisitor(db, widget.projectId, hash)),
  );
}
