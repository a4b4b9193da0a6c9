import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { addressWith } from "@/components/lists/list-address";
import { AuthShell } from "@/components/shell/auth-shell";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { externalProviders } from "@/lib/auth/next-auth";
import { currentPerson } from "@/lib/auth/session";
import { isInstallationNew } from "@/lib/auth/setup-link";
import { canAskLink } from "@/lib/people/can-ask-link";
import { safePath } from "@/lib/web/safe-path";
import { ProviderButtons } from "./provider-buttons";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

const PROVIDER_NAMES: Record<string, string> = { google: "Google", github: "GitHub" };

/** What next-auth's error codes mean to a person. */
const ERRORS: Record<string, string> = {
  NoAccount:
    "No account here belongs to that Google or GitHub account. Ask for an invitation, or sign in with your password.",
  AccessDenied: "The sign-in was refused. Try again, or sign in with your password.",
  OAuthCallback: "The sign-in was not finished. Try again.",
  SessionRequired: "Sign in to continue.",
};

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { callbackUrl, error, provider } = await searchParams;
  const next = safePath(one(callbackUrl));
  const problem = one(error);
  if (await currentPerson()) {
    // Somebody signed in comes here with an error only from an attempt to connect Google or GitHub.
    redirect(problem === undefined ? next : `${routes.account}?failed=1`);
  }
  const onward = next === routes.home ? undefined : next;
  const isNew = await isInstallationNew();
  return (
    <AuthShell
      title="Sign in"
      description="to your Caramel dashboard"
      footer="No account yet? Someone in your organisation can invite you."
    >
      <div className="grid gap-4">
        {isNew && (
          <Alert title="No account exists yet">
            Open the one-time link that Caramel printed in the terminal when it started. It creates the first
            account.
          </Alert>
        )}
        {problem !== undefined && (
          <Alert variant="destructive" live>
            {problem === "HasPassword"
              ? passwordFirst(one(provider))
              : (ERRORS[problem] ?? "The sign-in did not work. Try again, or sign in with your password.")}
          </Alert>
        )}
        <SignInForm next={next} />
        {canAskLink() && (
          <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 text-sm">
            <Link href={addressWith(routes.signInByEmail, { callbackUrl: onward })} className="link">
              Sign in by e-mail
            </Link>
            <Link href={routes.forgotPassword} className="link">
              Forgot your password?
            </Link>
          </p>
        )}
        {externalProviders.length > 0 && (
          <>
            <div className="flex items-center gap-3 text-muted-foreground text-xs">
              <span className="h-px flex-1 bg-border" />
              or
              <span className="h-px flex-1 bg-border" />
            </div>
            <ProviderButtons providers={externalProviders} next={next} />
          </>
        )}
      </div>
    </AuthShell>
  );
}

function passwordFirst(provider = ""): string {
  const name = PROVIDER_NAMES[provider] ?? "Google or GitHub";
  return `This address already has a password here. Sign in with it, then connect ${name} under Account.`;
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
