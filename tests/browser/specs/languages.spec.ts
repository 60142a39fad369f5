// Another language: chosen in the middle of a page, by everybody, without losing what was typed.

import { expect, inspect, test } from "../support/test";

const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";

for (const [tag, name, other] of [
  ["en", "English", "Leichte Sprache"],
  ["de-x-ls", "Leichte Sprache", "English"],
]) {
  test(`Mitten im Formular die Sprache wechseln: ${name}`, async ({ page }) => {
    await page.goto(SERVICE);
    await page.locator("main form button[type=submit]").first().click();
    await page.locator('[name=school_year][value="2024/2025"]').check();
    await page.getByRole("button", { name, exact: true }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", tag);
    await expect(page.locator('[name=school_year][value="2024/2025"]')).toBeChecked();
    await expect(page.locator("[data-error-summary]")).toHaveCount(0);
    await expect(page.getByRole("button", { name: other, exact: true })).toBeVisible();
    await inspect(page);

    // Enter goes on with the form: the buttons of the languages come before it on the page.
    await page.locator('[name=school_year][value="2024/2025"]').press("Enter");
    await expect(page.locator("html")).toHaveAttribute("lang", tag);
    await expect(page.locator("[data-error-summary]")).toBeVisible();
    await inspect(page);

    for (const address of ["/", SERVICE, "/impressum", "/datenschutz", "/barrierefreiheit", "/fortsetzen"]) {
      await page.goto(address);
      await expect(page.locator("html")).toHaveAttribute("lang", tag);
      await inspect(page);
    }
    await page.goto("/leistungen/mangel-melden");
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page.locator(".pf-missed p")).toHaveAttribute("lang", tag);
    await inspect(page);
    await page.getByRole("link", { name: "Deutsch", exact: true }).click();
    await expect(page.locator(".pf-missed")).toHaveCount(0);
  });
}
