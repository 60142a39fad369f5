// A page that is sent when its draft is gone, or after a code was opened in another tab: nothing typed is lost.

import type { Page } from "@playwright/test";

import { expect, inspect, test } from "../support/test";

const DEFECT = "/leistungen/mangel-melden";
const SCHOOL = "/leistungen/schuelerbefoerderung-erstattung";

// The chosen school year, as it stands on the page that was sent.
const YEAR = "[name=school_year] option[selected][value='2024/2025'], [name=school_year][checked][value='2024/2025']";

async function choose(page: Page) {
  const year = page.locator("[name=school_year]").first();
  if ((await year.evaluate((control) => control.localName)) === "select") await year.selectOption("2024/2025");
  else await page.locator("[name=school_year][value='2024/2025']").check();
}

test("Ist der Entwurf weg, steht da, was zuletzt eingegeben wurde", async ({ page, context }) => {
  await page.goto(SCHOOL);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await choose(page);

  const other = await context.newPage();
  await other.goto(SCHOOL);
  await other.locator("summary", { hasText: "Entwurf löschen" }).click();
  await other.getByRole("button", { name: "Entwurf jetzt löschen" }).click();
  // Closed while it waits for the answer, a tab sometimes never closes; and the draft is to be gone.
  await expect(other.getByRole("button", { name: "Antrag beginnen" })).toBeVisible();
  await other.close();

  await page.getByRole("button", { name: "Weiter", exact: true }).last().click();
  await expect(page.locator("h1")).toHaveText("Hier ist kein Entwurf mehr");
  const typed = page.getByRole("region", { name: "Ihre letzten Eingaben" });
  await expect(typed).toContainText("Schuljahr");
  await expect(typed).toContainText("2024/2025");
  await inspect(page);
  await page.getByRole("link", { name: "Mit einem Code fortsetzen" }).click();
  await expect(page).toHaveURL(/\/fortsetzen$/);
});

test("Nach einem Code in einem anderen Tab wird die Seite noch einmal gesendet", async ({ page, context, browser, baseURL }) => {
  const phone = await browser.newPage({ baseURL });
  await phone.goto(DEFECT);
  await phone.getByRole("button", { name: "Meldung beginnen" }).click();
  await phone.getByRole("button", { name: "Speichern und später weitermachen" }).click();
  await phone.getByRole("button", { name: "Code anzeigen" }).click();
  const code = (await phone.locator(".pf-draft-code__text").textContent())!;
  await phone.close();

  await page.goto(SCHOOL);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  const first = page.url();
  const other = await context.newPage();
  await other.goto("/fortsetzen");
  await other.locator("[name=code]").fill(code);
  await other.getByRole("button", { name: "Entwurf öffnen" }).click();
  await expect(other).toHaveURL(new RegExp(DEFECT));
  await other.close();

  await choose(page);
  await page.getByRole("button", { name: "Weiter", exact: true }).last().click();
  await expect(page.getByRole("status").filter({ hasText: "Bitte noch einmal senden" })).toBeVisible();
  await expect(page.locator(YEAR)).toHaveCount(1);
  await inspect(page);
  await page.getByRole("button", { name: "Weiter", exact: true }).last().click();
  await expect(page.getByText("Bitte noch einmal senden")).toHaveCount(0);
  await page.goto(first);
  await expect(page.locator(YEAR)).toHaveCount(1);
});
