// Nobody is sent away: the desk takes an application although much is missing.

import { beginAtDesk } from "../support/desk";
import { expect, inspect, signIn, test } from "../support/test";

test("Am Schalter wird ein Antrag unvollständig angenommen", async ({ page }) => {
  await signIn(page, "schalter");
  await beginAtDesk(page, "hundesteuer-anmeldung");
  const take = page.getByRole("button", { name: "Unvollständig annehmen" });
  const heading = page.getByRole("heading", { name: "Unvollständig annehmen", level: 1 });

  await test.step("Ohne eine Angabe geht es nicht, und sie ist gleich dort", async () => {
    await take.click();
    await expect(heading).toBeVisible();
    await expect(page.getByRole("heading", { name: "Ohne diese Angaben geht es nicht" })).toBeVisible();
    await expect(take).toHaveCount(0);
    await inspect(page);
    await page.locator("main .kern-alert--danger a").first().click();
    await page.locator("[name='assisted.not_involved']").check();
    await take.click();
  });

  await test.step("Ohne die Bestätigung wird nichts angenommen", async () => {
    await expect(heading).toBeVisible();
    await expect(page.getByRole("heading", { name: /^Das fehlt oder stimmt nicht: \d+$/ })).toBeVisible();
    await inspect(page);
    await take.click();
    await expect(page.locator("[data-error-summary]")).toContainText("Bestätigen Sie");
    await inspect(page);
  });

  await page.locator("[name=confirmed]").check();
  await take.click();
  await expect(page.locator(".pf-receipt__number")).toHaveText(/^\w{3}-\w{3}-\w{3}$/);
  const section = page.locator(".pf-section", { has: page.getByRole("heading", { name: "Das reichen Sie noch nach" }) });
  await expect(section.getByRole("listitem")).not.toHaveCount(0);
  await expect(page.locator("main")).toContainText(/Das Fehlende reichen Sie bis zum \d\d\.\d\d\.\d{4} nach\./);
  await inspect(page);
  await page.getByRole("button", { name: "Nächste Person" }).click();
  await expect(page).toHaveURL(/\/schalter$/);
});
