import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { ConsentForm } from "@/components/consent/consent-form";
import { RefuseButton } from "@/components/consent/refuse-button";
import { AuthShell } from "@/components/shell/auth-shell";
import { Button } from "@/components/ui/button";
import { sourceOf } from "@/lib/auth/connect-attempts";
import { currentPerson } from "@/lib/auth/session";
import { NotFoundError } from "@/lib/core/errors";
import { toolSummaries } from "@/lib/mcp/tool-summaries";
import { consentView } from "@/lib/oauth/consent-view";
import { CONSENT_PATH } from "@/lib/oauth/interaction-policy";
import { noteShown } from "@/lib/oauth/note-shown";
import { findPendingRequest } from "@/lib/oauth/pending-request";
import type { ConsentView } from "@/lib/oauth/schema";
import { approveRequestAction, refuseRequestAction, switchAccountAction } from "./actions";

export const metadata: Metadata = {
  title: "Connect an app",
  robots: { index: false },
  referrer: "no-referrer",
};

export default async function ConsentPage({ params }: PageProps<"/oauth/consent/[uid]">) {
  const { uid } = await params;
  const incoming = await headers();
  const request = await findPendingRequest(uid, incoming.get("cookie") ?? "");
  if (request === null) return <Over />;
  if (request.isAnswered) return <Answered name={request.client.name} address={request.returnTo} />;
  const person = await currentPerson();
  if (person === null) redirect(`/sign-in?callbackUrl=${encodeURIComponent(`${CONSENT_PATH}/${uid}`)}`);
  const view = await viewOrNull(consentView(request, person.userId));
  noteShown(sourceOf(incoming), request, { userId: person.userId, view });
  const refuse = <RefuseButton uid={uid} action={refuseRequestAction} />;
  if (view === null) return <NotYours email={person.email} refuse={refuse} uid={uid} />;
  if (view.organisations.length === 0)
    return <NoOrganisation email={person.email} refuse={refuse} uid={uid} />;
  return (
    <AuthShell width="wide" title={`Connect ${view.client.name}?`}>
      <ConsentForm
        view={view}
        person={person}
        tools={toolSummaries()}
        approve={approveRequestAction}
        refuse={refuseRequestAction}
        switchAccount={switchAccountAction.bind(null, uid)}
      />
    </AuthShell>
  );
}

/** A project that exists but is another's looks the same as one that does not. */
async function viewOrNull(view: Promise<ConsentView>): Promise<ConsentView | null> {
  try {
    return await view;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

function Over() {
  return (
    <AuthShell title="This request is over">
      <p className="text-muted-foreground text-sm">
        It has expired, was answered already, or was opened in another browser. Go back to the app and start
        connecting again.
      </p>
      <Button asChild variant="outline" className="mt-5 w-full">
        <Link href="/">To the dashboard</Link>
      </Button>
    </AuthShell>
  );
}

function Answered({ name, address }: { name: string; address: string }) {
  return (
    <AuthShell title={`Returning to ${name}`}>
      <p className="text-muted-foreground text-sm">
        Your answer is on its way. If nothing happens, continue here.
      </p>
      <Button asChild className="mt-5 w-full">
        <a href={address}>Continue</a>
      </Button>
    </AuthShell>
  );
}

interface DeadEndProps {
  uid: string;
  email: string;
  refuse: React.ReactNode;
}

function NotYours({ uid, email, refuse }: DeadEndProps) {
  return (
    <AuthShell title="There is no such project">
      <p className="text-muted-foreground text-sm">
        The app asks for a project that does not exist, or that{" "}
        <strong className="text-foreground">{email}</strong> is no member of. Check the address that was
        entered in the app.
      </p>
      <DeadEndActions uid={uid} refuse={refuse} />
    </AuthShell>
  );
}

function NoOrganisation({ uid, email, refuse }: DeadEndProps) {
  return (
    <AuthShell title="Nothing to connect yet">
      <p className="text-muted-foreground text-sm">
        <strong className="text-foreground">{email}</strong> belongs to no organisation. Create one in the
        dashboard or accept an invitation first.
      </p>
      <DeadEndActions uid={uid} refuse={refuse} />
    </AuthShell>
  );
}

function DeadEndActions({ uid, refuse }: Pick<DeadEndProps, "uid" | "refuse">) {
  return (
    <div className="mt-5 grid gap-2">
      <form action={switchAccountAction.bind(null, uid)}>
        <Button type="submit" variant="outline" className="w-full">
          Switch account
        </Button>
      </form>
      {refuse}
    </div>
  );
}
