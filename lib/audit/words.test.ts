import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { AUDIT_KINDS } from "./schema";
import { ACTIONS_OF, fieldName, inWords, valueInWords, WORDS } from "./words";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Actions that the code writes to the audit log, as patterns: of a template (`ticket.${kind}`) a part is open. */
function writtenActions(): { action: string; file: string; pattern: RegExp }[] {
  const found: { action: string; file: string; pattern: RegExp }[] = [];
  for (const folder of ["lib", "scripts", "app"]) {
    for (const file of readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })) {
      if (!/(?<!\.test)\.tsx?$/.test(file) || file.includes("generated")) continue;
      const source = readFileSync(path.join(ROOT, folder, file), "utf8");
      if (!/recordAudits?\(|recordForPerson\(/.test(source)) continue;
      for (const [, expression = ""] of source.matchAll(/\baction: ([^\n]+)/g)) {
        for (const [, action = ""] of expression.matchAll(/"([a-z_]+\.[a-z_]+)"/g)) {
          found.push({ action, file, pattern: new RegExp(`^${action}$`) });
        }
        for (const [, action = ""] of expression.matchAll(/`((?:[a-z_.]|\$\{[^}]*\})+)`/g)) {
          found.push({ action, file, pattern: new RegExp(`^${action.replace(/\$\{[^}]*\}/g, "[a-z_]+")}$`) });
        }
      }
    }
  }
  return found;
}

test("every action that is recorded has words and a kind", () => {
  const actions = writtenActions();
  expect(actions.length).toBeGreaterThan(25);
  for (const { action, file, pattern } of actions) {
    const fitting = Object.keys(WORDS).filter((name) => pattern.test(name));
    expect(fitting.length, `${action} of ${file} needs words in lib/audit/words.ts`).toBeGreaterThan(0);
  }
  for (const action of Object.keys(WORDS)) {
    const kinds = AUDIT_KINDS.filter((kind) => ACTIONS_OF[kind].some((start) => action.startsWith(start)));
    expect(kinds, `${action} needs one kind in lib/audit/words.ts`).toHaveLength(1);
  }
});

test("words stand on their own whatever the details hold", () => {
  for (const [action, say] of Object.entries(WORDS)) {
    for (const details of [{}, { before: 1, after: {}, name: [], label: null, client: 7, role: true }]) {
      const words = say({ details, person: "Ada" });
      expect(words, action).toMatch(/^[a-z].{3,}[^.]$/);
      expect(words, action).not.toMatch(/undefined|null|object/);
    }
  }
});

test("says what was done", () => {
  const told = (details: Record<string, unknown>) => ({ details, person: "Ada" });
  expect(inWords("connection.revoke", told({ label: "Laptop" }))).toBe("revoked the connection “Laptop”");
  expect(inWords("connection.revoke", told({ label: "Laptop", reason: "revoked_by_client" }))).toBe(
    "ended its own connection “Laptop”",
  );
  expect(inWords("member.change_role", told({ before: "agent", after: "admin" }))).toBe(
    "made Ada admin instead of agent",
  );
  expect(inWords("later.action", told({}))).toBe("later.action");
});

test("details are shown as a person reads them", () => {
  expect(fieldName("members_may_write")).toBe("Members may let assistants change things");
  expect(fieldName("someNewThing")).toBe("Some new thing");
  expect(valueInWords("permissions", ["chatbots:read", "gone:read"])).toBe("See chatbots, gone:read");
  expect(valueInWords("projectId", null)).toBe("All projects");
  expect(valueInWords("asksFirst", false)).toBe("No");
});
