import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { routes } from "@/components/shell/routes";
import { placesOf } from "@/lib/auth/places";
import { requirePerson } from "@/lib/auth/session";
import { ROLE_PERMISSIONS } from "@/lib/auth/values";
import { forPage } from "@/lib/web/for-page";
import { LAST_PROJECT_COOKIE } from "@/lib/web/last-project";

/** Leads to the project shown last, else to the first there is, else to creating one. */
export default async function HomePage() {
  const person = await forPage(requirePerson());
  const places = await placesOf(person.userId);
  const projects = places.flatMap((place) => place.projects);
  const last = (await cookies()).get(LAST_PROJECT_COOKIE)?.value;
  const project = projects.find(({ id }) => id === last) ?? projects[0];
  if (project) redirect(routes.project(project.id).overview);
  const [organisation] = places;
  if (!organisation) redirect(routes.newOrganisation);
  const pages = routes.organisation(organisation.id);
  redirect(ROLE_PERMISSIONS[organisation.role].has("projects:manage") ? pages.newProject : pages.projects);
}
