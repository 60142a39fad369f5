// What only scripts can do. Every page works without them; that is for the other journeys.

import { goOn } from "../support/answers";
import { expect, inspect, test } from "../support/test";

test("Die Seite speichert sich beim Tippen und sagt, wann", async ({ page }) => {
  await page.goto("/leistungen/projektfoerderung-kultur");
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await page.locator("main form input[type=radio]").first().check();
  await expect(page.locator("[data-kept-note]")).toHaveText(/^Zwischengespeichert um \d\d:\d\d Uhr\.$/);
  await inspect(page);
  await page.reload();
  await expect(page.locator("main form input[type=radio]").first()).toBeChecked();
  await goOn(page);
});
