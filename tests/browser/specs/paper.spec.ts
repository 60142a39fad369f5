// The form on paper: everybody can read it, from a telephone too.

import { expect, fits, inspect, test } from "../support/test";

test("Der Vordruck ist für alle zugänglich und passt in ein schmales Fenster", async ({ page }) => {
  await page.goto("/leistungen/schuelerbefoerderung-erstattung");
  await page.getByRole("link", { name: "Vordruck zum Ausdrucken" }).click();
  await expect(page.getByRole("heading", { name: "So füllen Sie den Vordruck aus" })).toBeVisible();
  await inspect(page);
  await page.setViewportSize({ width: 320, height: 800 });
  await fits(page);
});
