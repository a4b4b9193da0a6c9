// Takes a browser page through sign-in and consent like a person, for tests of clients that open the browser.
import { expect, type Page } from "@playwright/test";

export interface ConsentChoices {
  /** Name as in the list; the first when left out. */
  organisation?: string;
  /** Name, or `null` for all projects. */
  project?: string | null;
  access?: "readonly" | "full";
  /** Whether changes are to wait for a person; only with full access. */
  asksFirst?: boolean;
  preset?: "Support" | "Marketing" | "Everything" | "Custom";
  /** Titles of the only permissions that are to be granted, such as "Read conversations". */
  permissions?: string[];
  label?: string;
  /** As in the list, such as "After 7 days". */
  ends?: string;
}

export interface Answer {
  email: string;
  password: string;
  /** Refuses when "refuse". */
  decision?: "allow" | "refuse";
  choices?: ConsentChoices;
}

/**
 * Opens the address a client wants opened, signs in when asked, chooses, and answers.
 * @returns where the browser was sent at the end: the client's redirect address, also when nothing listens there
 */
export async function answerConsent(page: Page, address: string, answer: Answer): Promise<string> {
  await page.goto(address);
  await signInWhenAsked(page, answer);
  await page.getByRole("button", { name: "Allow" }).waitFor();
  await choose(page, answer.choices ?? {});
  const { origin } = new URL(page.url());
  // The last hop leaves this site; whether somebody listens there is the client's business.
  const away = page.waitForRequest((request) => {
    return request.isNavigationRequest() && new URL(request.url()).origin !== origin;
  });
  await page.getByRole("button", { name: answer.decision === "refuse" ? "Refuse" : "Allow" }).click();
  const last = await away;
  // Answered, or refused by a port where nobody listens: either way the browser has left before the next step.
  await last.response().catch(() => null);
  await page.waitForURL((url) => url.origin !== origin);
  return last.url();
}

export async function signInWhenAsked(page: Page, person: Pick<Answer, "email" | "password">): Promise<void> {
  if (!new URL(page.url()).pathname.startsWith("/sign-in")) return;
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/oauth\/consent\//);
}

export async function choose(page: Page, choices: ConsentChoices): Promise<void> {
  if (choices.organisation) {
    await page.getByLabel("Organisation", { exact: true }).selectOption({ label: choices.organisation });
  }
  if (choices.project !== undefined) {
    const option = choices.project === null ? { value: "" } : { label: choices.project };
    await page.getByLabel("Project", { exact: true }).selectOption(option);
  }
  if (choices.access) {
    const name = choices.access === "full" ? "Read and change" : "Read only";
    await press(page, name);
  }
  if (choices.preset) await press(page, choices.preset);
  if (choices.permissions) {
    for (const more of await page.locator("details:not([open]) > summary").all()) await more.click();
    const boxes = page.getByRole("checkbox");
    for (const box of await boxes.all()) await box.setChecked(false);
    for (const title of choices.permissions) {
      await page.getByRole("checkbox", { name: title, exact: true }).setChecked(true);
    }
  }
  if (choices.asksFirst) await page.getByRole("checkbox", { name: "Ask me before changes" }).setChecked(true);
  if (choices.ends) await page.getByLabel("The connection ends").selectOption({ label: choices.ends });
  if (choices.label) await page.getByLabel("Name of the connection").fill(choices.label);
}

/** The whole card of a choice can be pressed, so its label may lie over the round button. */
async function press(page: Page, name: string): Promise<void> {
  const radio = page.getByRole("radio", { name, exact: true });
  await radio.click({ force: true });
  await expect(radio).toBeChecked();
}
