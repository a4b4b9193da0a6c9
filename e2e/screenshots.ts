// The pictures of README. They are taken by the journeys, and written only when asked for.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page } from "@playwright/test";

const FOLDER = path.join(import.meta.dirname, "screenshots");
const MAX_BYTES = 300_000;

/** Size of every picture, and of the window it is taken in. */
export const PICTURE = { width: 1440, height: 900 };

/** With UPDATE_SCREENSHOTS=1 writes the picture; in any case checks that it is there, of the right size, and small. */
export async function keepScreenshot(
  page: Page,
  name: "overview" | "consent" | "connections",
): Promise<void> {
  const file = path.join(FOLDER, `${name}.png`);
  if (process.env.UPDATE_SCREENSHOTS === "1") {
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
  }
  const png = readFileSync(file);
  expect(png.subarray(1, 4).toString("latin1"), file).toBe("PNG");
  expect({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }, file).toEqual(PICTURE);
  expect(png.length, file).toBeLessThan(MAX_BYTES);
}
