import type { Metadata } from "next";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requirePerson } from "@/lib/auth/session";
import { accountOf } from "@/lib/auth/users";
import { forPage } from "@/lib/web/for-page";
import { NameForm } from "./name-form";
import { PasswordForm } from "./password-form";
import { SignOutEverywhere } from "./sign-out-everywhere";

export const metadata: Metadata = { title: "Account" };

const PROVIDER_NAMES: Record<string, string> = { google: "Google", github: "GitHub" };

export default async function AccountPage() {
  const person = await forPage(requirePerson());
  const account = await accountOf(person.userId);
  const linked = account.providers.map((provider) => PROVIDER_NAMES[provider] ?? provider);
  return (
    <>
      <PageHeader
        title="Account"
        description="Your own name, password and sessions, in every organisation."
      />
      <div className="grid max-w-2xl gap-5">
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
            <CardTitle>{account.hasPassword ? "Change password" : "Set a password"}</CardTitle>
            <CardDescription>Every other browser where you are signed in is signed out.</CardDescription>
          </CardHeader>
          <CardContent>
            <PasswordForm hasPassword={account.hasPassword} />
          </CardContent>
        </Card>
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
