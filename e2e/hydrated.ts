import { expect, type Locator, type Page } from "@playwright/test";

/**
 * Waits until React has taken over the page that is shown: before, a press on a button comes to nothing.
 * @param heading of the page; whichever it is when left out
 */
export async function hydrated(
  page: Page,
  heading: Locator = page.getByRole("heading", { level: 1 }),
): Promise<void> {
  await expect(heading).toBeVisible();
  await expect
    .poll(() =>
      heading
        .evaluate((element) => Object.keys(element).some((key) => key.startsWith("__reactProps")))
        // Replaced by the next page in this moment.
        .catch(() => false),
    )
    .toBe(true);
  // Effects, such as listening for keys, run behind it, and before the browser has nothing to do.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => resolve(null))));
}
