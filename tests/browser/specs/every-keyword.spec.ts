// Every keyword that a schema may use, as people meet it. The form is tests/fixtures/forms/every_keyword.

import { answersOf, FIXTURES, goOn, pagesOf } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, test } from "../support/test";

const FORM = "every_keyword";

test.use({ baseURL: process.env.PFORTE_FIXTURES_URL });

test.beforeEach(async ({ page }) => {
  await page.goto("/leistungen/jedes-schluesselwort");
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
});

test("Ein Verein füllt alles aus und sendet es", async ({ page }) => {
  const pages = await fillAllPages(page, answersOf(FORM, "club", FIXTURES));
  expect(pages).toEqual(pagesOf(FORM, FIXTURES));
  const main = page.locator("main");
  await expect(main).toContainText("Vorhaben 1: Posten 2");
  await expect(main).toContainText("01.12.2026, 19:00 Uhr");
  await expect(main).toContainText("Angegeben, wird hier nicht gezeigt");
  await expect(main).not.toContainText("Amsel");
  await confirmAndSend(page);
  await inspect(page);
});

test("Wer sich anders entscheidet, sieht die anderen Fragen, und findet seine Antworten wieder", async ({ page }) => {
  const choose = async (kind: string) => {
    await page.locator(`[name="applicant.kind"][value=${kind}]`).check();
    await goOn(page);
  };
  await choose("club");
  await page.locator('[name="applicant.club"]').fill("Harmonie");
  await choose("person");
  await expect(page.locator('[name="applicant.club"]')).toHaveCount(0);
  await inspect(page);
  await page.locator('[name="applicant.name"]').fill("Anna");
  await choose("club");
  await expect(page.locator('[name="applicant.club"]')).toHaveValue("Harmonie");
  await goOn(page);
  await expect(page.locator("[data-error-summary]")).toContainText("mindestens eines der Felder „E-Mail-Adresse“ oder „Telefon“");
  await inspect(page);
});

test("Eine Zeile in einer Zeile lässt sich hinzufügen und entfernen", async ({ page }) => {
  const answers = answersOf(FORM, "person", FIXTURES);
  await fillAllPages(page, answers);
  await page.goto("/leistungen/jedes-schluesselwort/antrag/vorhaben/1");
  await page.getByRole("button", { name: "Posten hinzufügen" }).click();
  const third = page.locator('[name="projects.0.costs.2.what"]');
  await expect(third).toHaveValue("");
  await third.fill("Licht");
  await page.getByRole("button", { name: "Posten 1 entfernen" }).click();
  await expect(page.locator('[name="projects.0.costs.0.what"]')).toHaveValue("Musik");
  await expect(page.locator('[name="projects.0.costs.1.what"]')).toHaveValue("Licht");
  await goOn(page);
  await expect(page.locator("[data-error-summary] a")).toHaveAttribute("href", "#field-projects-0-costs-1-price");
  await inspect(page);
});
