import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { stopBoss } from "@/lib/jobs/boss";
import { createSource } from "@/lib/knowledge/create-source";
import { train } from "@/lib/knowledge/testing";
import { storeProducts } from "@/lib/products/testing";
import { loadContext } from "./context";
import { findSources, QUOTABLE_FIT } from "./find-sources";
import { createVisitor, say } from "./testing";

const COLOURS =
  "amber beige black blue bronze brown coral cream green grey ivory navy olive orange pink".split(" ");
const MATERIALS = "bamboo canvas cotton glass leather linen marble oak silk steel velvet walnut wool".split(
  " ",
);
const THINGS =
  "towel,light,jacket,lamp,chair,vase,kettle,planter,mirror,shelf,pillow,bucket,ladder,basket,mug,rug".split(
    ",",
  );

/** A shop whose index is so large that passages are looked up by the words spelled alike. */
let world: World;

beforeAll(async () => {
  world = await createWorld();
  const { id, chatbotId } = firstProject(world);
  const caller = world.caller([id]);
  await createSource(caller, {
    kind: "custom",
    title: "Spa",
    body: "Our spa is open to all guests. A towel lies on the tall shelf at the door.",
  });
  await storeProducts(
    id,
    THINGS.flatMap((thing) =>
      MATERIALS.flatMap((material) => COLOURS.map((colour) => ({ title: `${colour} ${material} ${thing}` }))),
    ),
  );
  expect((await train(caller, chatbotId)).chunk_count).toBeGreaterThan(3_000);
}, 60_000);

afterAll(() => stopBoss());

async function best(question: string) {
  const visitor = await createVisitor(world);
  const questionId = await say(visitor, question);
  const context = await loadContext(visitor.caller, { conversationId: visitor.conversationId, questionId });
  const [found] = await findSources(visitor.caller, context, "en");
  return { title: found?.title ?? "", fit: found?.fit.fit ?? 0 };
}

test.each([
  // One letter from "towel", beside a word that nothing is like.
  "How tall is the Eiffel tower?",
  "Is the tower in Paris open?",
  // Nobody mistypes the beginning.
  "Do you sell flights?",
])("a word that happens to be spelled like one of ours answers nothing: %s", async (question) => {
  expect((await best(question)).fit).toBeLessThan(QUOTABLE_FIT);
});

test.each([
  ["Do you have an ivroy cotten towle?", "ivory cotton towel"],
  ["Is ther a navy linnen jaket?", "navy linen jacket"],
  ["Is the olive marbel mirror open?", "olive marble mirror"],
  ["pink ctoton pillow", "pink cotton pillow"],
  ["Do you have a mirrror?", "mirror"],
])("mistakes in typing are forgiven: %s", async (question, title) => {
  const found = await best(question);
  expect(found.title).toMatch(title);
  expect(found.fit).toBeGreaterThan(QUOTABLE_FIT);
});
