// Looking where an application stands, by number and code, and withdrawing it.

import { answersOf } from "../support/answers";
import { confirmAndSend, hurryToCheck } from "../support/journey";
import { expect, inspect, test } from "../support/test";

const SERVICE = "/leistungen/mangel-melden";

test("Mit Nummer und Code den Stand ansehen und zurücknehmen", async ({ page }) => {
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Meldung beginnen" }).click();
  await hurryToCheck(page, answersOf("defect_report", "antwort_per_mail"));
  await confirmAndSend(page);
  const number = (await page.locator(".pf-receipt__number").textContent())!;
  const code = (await page.locator(".pf-receipt__code").textContent())!;
  expect(code).toMatch(/^(\w{4}-){3}\w{4}$/);
  // Somebody else's computer from now on.
  await page.context().clearCookies();

  await page.goto("/status");
  await inspect(page);
  await page.getByLabel("Eingangsnummer").fill(number);
  await page.getByLabel("Code").fill(code.slice(1));
  await page.getByRole("button", { name: "Stand ansehen" }).click();
  await expect(page.locator("[data-error-summary]")).toContainText("Prüfen Sie den Code");
  await expect(page.getByLabel("Eingangsnummer")).toHaveValue(number);
  await inspect(page);
  await page.getByLabel("Code").fill(code.toLowerCase().replaceAll("-", " "));
  await page.getByRole("button", { name: "Stand ansehen" }).click();
  await expect(page.locator("h1")).toHaveText("Stand: Ihre Meldung");
  await expect(page.locator("main")).toContainText("wartet auf die Bearbeitung");
  await inspect(page);

  await page.getByRole("link", { name: "Stand drucken" }).click();
  await expect(page.locator("main")).toContainText(number);
  await inspect(page);
  await page.getByRole("link", { name: "Zurück zum Stand" }).click();

  await page.getByRole("link", { name: "Zurücknehmen" }).click();
  await expect(page.locator("h1")).toHaveText("Wollen Sie die Meldung zurücknehmen?");
  await inspect(page);
  await page.getByRole("button", { name: "Ja, zurücknehmen" }).click();
  await expect(page.getByText("Ihre Rücknahme ist angekommen")).toBeVisible();
  await expect(page.getByRole("link", { name: "Zurücknehmen" })).toHaveCount(0);
  await page.getByRole("button", { name: "Ansicht schließen" }).click();
  await expect(page.locator("main")).toContainText("Die Ansicht ist geschlossen.");
  await page.goto("/status/antrag");
  await expect(page).toHaveURL(/\/status\?beendet$/);
});
