import { expect, test } from "vitest";
import { navGroups } from "./nav-items";

test("each place stands in the navigation once, and no letter leads to two", () => {
  const items = navGroups("org_1", "prj_1").flatMap((group) => group.items);
  const once = (texts: readonly string[]) => expect(texts).toEqual([...new Set(texts)]);
  once(items.map(({ href }) => href));
  once(items.flatMap(({ letter }) => letter ?? []));
  for (const { label, items: of } of navGroups("org_1", "prj_1")) {
    once(of.map((item) => `${label}: ${item.label}`));
  }
});
