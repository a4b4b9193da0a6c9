import "server-only";
import { InvalidInputError } from "@/lib/core/errors";
import { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantScope } from "@/lib/db/tenant";

/** Projects that share a search language, and what the searched text means in it; null when nothing is searched. */
export interface SearchGroup {
  projectIds: string[];
  language: string | null;
  search: Prisma.Sql | null;
}

/**
 * What a text means in the languages of the caller's projects. Languages in which it has no word to look for fall away.
 * @throws InvalidInputError when that is every language
 */
export async function searchGroups(
  db: TenantClient,
  scope: TenantScope,
  text: string,
): Promise<SearchGroup[]> {
  const groups = await db.$queryRaw<{ language: string; projectIds: string[]; isEmpty: boolean }[]>`
    SELECT search_language AS language, array_agg(id) AS "projectIds",
           numnode(websearch_to_tsquery(search_language::regconfig, plain_text(${text}))) = 0 AS "isEmpty"
      FROM project
     WHERE organisation_id = ${scope.organisationId} AND id = ANY (${[...scope.projectIds]}::text[])
     GROUP BY search_language`;
  const usable = groups.filter((group) => !group.isEmpty);
  if (usable.length === 0 && groups.length > 0) {
    throw new InvalidInputError(
      "The search text has no word to look for; words such as “the” are left out.",
      {
        problems: [{ path: "query", message: "must have at least one word that tells conversations apart" }],
        nextStep: "Search for a word that customers would write, such as return.",
      },
    );
  }
  return usable.map(({ language, projectIds }) => ({
    projectIds,
    language,
    search: Prisma.sql`websearch_to_tsquery(${language}::regconfig, plain_text(${text}))`,
  }));
}
