import type { Metadata } from "next";
import Link from "next/link";
import { ROLE_LABELS } from "@/components/people/role-labels";
import { AuthShell } from "@/components/shell/auth-shell";
import { MessagePage } from "@/components/shell/message-page";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { findInvitation } from "@/lib/auth/invitation-link";
import { currentPerson } from "@/lib/auth/session";
import { AcceptForm } from "./accept-form";
import { JoinForm } from "./join-form";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function InvitationPage({ params }: PageProps<"/invitation/[token]">) {
  const { token } = await params;
  const [offer, person] = await Promise.all([findInvitation(token), currentPerson()]);
  if (!offer) {
    return (
      <MessagePage
        title="This invitation does not work any more"
        actions={
          <Button asChild>
            <Link href={routes.home}>Go to your dashboard</Link>
          </Button>
        }
      >
        It was used, withdrawn or has expired. Ask the person who sent the link for a new one.
      </MessagePage>
    );
  }
  const signIn = `${routes.signIn}?callbackUrl=${encodeURIComponent(`/invitation/${token}`)}`;
  const { title } = ROLE_LABELS[offer.role];
  return (
    <AuthShell
      title={`Join ${offer.organisationName}`}
      description={
        <>
          You are invited as <span className="font-medium text-foreground">{title}</span>
          {person && (
            <>
              {" "}
              and signed in as <span className="break-all font-medium text-foreground">{person.email}</span>
            </>
          )}
          .
        </>
      }
      footer={
        person ? undefined : (
          <>
            Have an account?{" "}
            <Button variant="link" asChild>
              <Link href={signIn}>Sign in and join</Link>
            </Button>
          </>
        )
      }
    >
      {person ? (
        <AcceptForm token={token} organisationName={offer.organisationName} />
      ) : offer.hasAccount ? (
        <div className="grid gap-4 text-muted-foreground text-sm">
          <p>
            The invitation is for <span className="break-all font-medium text-foreground">{offer.email}</span>
            , which has an account already.
          </p>
          <Button size="lg" asChild className="w-full">
            <Link href={signIn}>Sign in to join</Link>
          </Button>
        </div>
      ) : (
        <JoinForm token={token} email={offer.email} />
      )}
    </AuthShell>
  );
}
