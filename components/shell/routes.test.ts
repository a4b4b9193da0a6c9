import { describe, expect, it } from "vitest";
import { isCurrent } from "@/components/shell/current";
import { routes, sameSectionIn } from "@/components/shell/routes";

describe("routes", () => {
  it("puts ids into the address as one segment", () => {
    expect(routes.project("prj_1").mcp).toBe("/p/prj_1/integrations/mcp");
    expect(routes.project("a/../b").overview).toBe("/p/a%2F..%2Fb");
    expect(routes.organisation("org_1").apiKeys).toBe("/o/org_1/api-keys");
  });

  it("keeps the section, not the record, when the project changes", () => {
    expect(sameSectionIn("/p/one/conversations/cnv_7", "two")).toBe("/p/two/conversations");
    expect(sameSectionIn("/p/one/approvals/apr_7", "two")).toBe("/p/two/approvals");
    expect(sameSectionIn("/p/one", "two")).toBe("/p/two");
    expect(sameSectionIn("/o/org/products", "two")).toBe("/p/two");
    expect(sameSectionIn("/p/one/constructor", "two")).toBe("/p/two");
  });

  it("marks a section for the pages below it, but not for a longer name", () => {
    expect(isCurrent("/p/one/integrations/mcp", "/p/one/integrations")).toBe(true);
    expect(isCurrent("/p/one/products-old", "/p/one/products")).toBe(false);
    expect(isCurrent("/p/one/products", "/p/one", true)).toBe(false);
  });
});
