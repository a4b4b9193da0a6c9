import { createWorld, firstProject } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { prisma } from "@/lib/db/client";
import { importRealGuidelines, train } from "@/lib/knowledge/testing";
import { realProducts, storeProducts } from "@/lib/products/testing";

/** A project that has learned the guidelines and both product files, and the title of each of its sources by id. */
export async function createOwnProject(): Promise<{
  caller: Caller;
  titleOf: Map<string, string>;
  passages: number;
}> {
  const world = await createWorld();
  const { id, chatbotId } = firstProject(world);
  const caller = world.caller();
  await importRealGuidelines(caller);
  for (const file of ["products-apparel.csv", "products-home-and-garden.csv"] as const) {
    await storeProducts(id, realProducts(file));
  }
  const { chunk_count } = await train(caller, chatbotId);
  const where = { projectId: id };
  const select = { id: true, title: true };
  const sources = [
    ...(await prisma.knowledgeSource.findMany({ where, select })),
    ...(await prisma.product.findMany({ where, select })),
  ];
  return {
    caller,
    titleOf: new Map(sources.map((source) => [source.id, source.title])),
    passages: chunk_count,
  };
}
