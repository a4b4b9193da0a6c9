import type { Metadata } from "next";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { externalProviders } from "@/lib/auth/next-auth";
import { requirePerson } from "@/lib/auth/session";
import { accountOf } from "@/lib/auth/users";
import { timeZones } from "@/lib/core/time-zone";
import { forPage } from "@/lib/web/for-page";
import { NameForm } from "./name-form";
import { PasswordForm } from "./password-form";
import { SignInMethods } from "./sign-in-methods";
import { SignOutEverywhere } from "./sign-out-everywhere";
import { TimeZoneForm } from "./time-zone-form";

export const metadata: Metadata = { title: "Account" };

const PROVIDER_NAMES: Record<string, string> = { google: "Google", github: "GitHub" };

export default async function AccountPage({ searchParams }: PageProps<"/account">) {
  const person = await forPage(requirePerson());
  const account = await accountOf(person.userId);
  const answer = answerOf(await searchParams);
  const linked = account.providers.map((provider) => PROVIDER_NAMES[provider] ?? provider);
  return (
    <>
      <PageHeader
        title="Account"
        description="Your own name, password and sessions, in every organisation."
      />
      <div className="grid max-w-2xl gap-5">
        {answer && (
          <Alert variant={answer.variant} live>
            {answer.text}
          </Alert>
        )}
        <Card>
          <CardHeader>
            <CardTitle>Profile</CardTitle>
            <CardDescription>
              You sign in as <span className="break-all font-medium text-foreground">{account.email}</span>
              {linked.length > 0 && `, also with ${linked.join(" and ")}`}.
            </CardDescription>
          </CardHeader>
          <CardContent>
            <NameForm name={account.name} />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>Time zone</CardTitle>
            <CardDescription>
              In which you read every time of the dashboard and filter lists by days. Days in charts begin as
              the project’s settings say.
            </CardDescription>
          </CardHeader>
          <CardContent>
            <TimeZoneForm chosen={account.timeZone} zones={timeZones()} />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{account.hasPassword ? "Change password" : "Set a password"}</CardTitle>
            <CardDescription>Every other browser where you are signed in is signed out.</CardDescription>
          </CardHeader>
          <CardContent>
            <PasswordForm hasPassword={account.hasPassword} />
          </CardContent>
        </Card>
        {externalProviders.length > 0 && (
          <Card>
            <CardHeader>
              <CardTitle>Other ways to sign in</CardTitle>
              <CardDescription>Connect an account, and you can sign in with it as well.</CardDescription>
            </CardHeader>
            <CardContent>
              <SignInMethods
                hasPassword={account.hasPassword}
                providers={externalProviders.map((provider) => ({
                  ...provider,
                  isConnected: account.providers.includes(provider.id),
                }))}
              />
            </CardContent>
          </Card>
        )}
        <Card>
          <CardHeader>
            <CardTitle>Sessions</CardTitle>
            <CardDescription>
              Lost a device? Sign out everywhere, this browser too. Connected assistants keep working until
              they are revoked under Integrations.
            </CardDescription>
          </CardHeader>
          <CardContent>
            <SignOutEverywhere />
          </CardContent>
        </Card>
      </div>
    </>
  );
}

type Query = Record<string, string | string[] | undefined>;

/** How the way to Google or GitHub and back ended. */
function answerOf({ connected, taken, failed }: Query) {
  const name = (provider: string | string[]) => PROVIDER_NAMES[String(provider)] ?? "That";
  if (connected) {
    return {
      variant: "success" as const,
      text: `${name(connected)} is connected. You can sign in with it from now on.`,
    };
  }
  if (taken) {
    return {
      variant: "destructive" as const,
      text: `That ${name(taken)} account signs in somebody else here. Disconnect it there first, or choose another one.`,
    };
  }
  if (failed) {
    return { variant: "destructive" as const, text: "Nothing was connected. Try again." };
  }
  return null;
}
