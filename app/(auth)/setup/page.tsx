import type { Metadata } from "next";
import Link from "next/link";
import { AuthShell } from "@/components/shell/auth-shell";
import { MessagePage } from "@/components/shell/message-page";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { isInstallationNew, isSetupOpen } from "@/lib/auth/setup-link";
import { SetupForm } from "./setup-form";

export const metadata: Metadata = { title: "Set up Caramel", referrer: "no-referrer" };

export default async function SetupPage({ searchParams }: PageProps<"/setup">) {
  const { token } = await searchParams;
  if (typeof token === "string" && (await isSetupOpen(token))) {
    return (
      <AuthShell title="Set up Caramel" description="Create the first account. It becomes the owner.">
        <SetupForm token={token} />
      </AuthShell>
    );
  }
  const isNew = await isInstallationNew();
  return (
    <MessagePage
      title={isNew ? "This set-up link does not work" : "Caramel is set up already"}
      actions={
        <Button asChild>
          <Link href={routes.signIn}>Go to sign-in</Link>
        </Button>
      }
    >
      {isNew
        ? "It was replaced by a newer one, has expired, or is not complete. Start Caramel again and open the link it prints in the terminal."
        : "The link was used, and works only once. Sign in with the account it created, or ask its owner for an invitation."}
    </MessagePage>
  );
}
