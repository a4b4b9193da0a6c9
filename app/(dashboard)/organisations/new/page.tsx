import type { Metadata } from "next";
import Link from "next/link";
import { AuthShell } from "@/components/shell/auth-shell";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { placesOf } from "@/lib/auth/places";
import { requirePerson } from "@/lib/auth/session";
import { forPage } from "@/lib/web/for-page";
import { OrganisationForm } from "./organisation-form";

export const metadata: Metadata = { title: "New organisation" };

export default async function NewOrganisationPage() {
  const person = await forPage(requirePerson());
  const places = await placesOf(person.userId);
  return (
    <AuthShell
      title="Create an organisation"
      description={
        places.length === 0
          ? "You belong to none yet. Create one, or ask somebody to invite you to theirs."
          : "It gets members, projects and a plan of its own."
      }
      footer={
        places.length > 0 && (
          <Button variant="link" asChild>
            <Link href={routes.home}>Back to the dashboard</Link>
          </Button>
        )
      }
    >
      <OrganisationForm />
    </AuthShell>
  );
}
