// A choice out of very many, for whoever types: with the mouse, a finger, the keyboard, and without scripts.

import type { Page } from "@playwright/test";

import { answersOf, fill, goOn, type Answers } from "../support/answers";
import { expect, inspect, test } from "../support/test";

const ANSWERS = answersOf("birth_certificate_order", "eigene_urkunde_per_post");
const LINE = '[name="applicant.address_abroad.country.search"]';

// Leads to the question for the country.
async function abroad(page: Page) {
  await page.goto("/leistungen/geburtsurkunde");
  await page.getByRole("button", { name: "beginnen" }).first().click();
  for (let pages = 0; !page.url().includes("antragstellende-person"); pages++) {
    expect(pages).toBeLessThan(6);
    await fill(page, ANSWERS, async () => {});
    await goOn(page);
  }
  const applicant = { ...(ANSWERS.applicant as Answers), residence: "abroad", address: {} };
  await fill(page, { applicant } as Answers, async () => {});
  await goOn(page);
  await page.locator('[name="applicant.address_abroad.lines"]').fill("Beispielgasse 12/3\n1090 Wien");
}

test("Wer einen Teil des Namens tippt, findet den Staat", async ({ page, javaScriptEnabled }) => {
  await abroad(page);
  await inspect(page);
  const line = page.locator(LINE);

  await test.step("Mehrere passen: Die Seite fragt, und der Text bleibt", async () => {
    await line.fill("nieder");
    await goOn(page);
    await expect(page.locator("[data-error-summary]")).toContainText("Wählen Sie bei „Staat“ einen der Einträge aus, die zu „nieder“ passen.");
    await expect(line).toHaveValue("nieder");
    await expect(line).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByRole("radio", { name: "Karibische Niederlande" })).toBeVisible();
    await inspect(page);
  });

  if (javaScriptEnabled === false) {
    await test.step("Ohne Skripte zeigt ein Knopf, was passt", async () => {
      await line.fill("oester");
      await page.locator("button[value^='search:']").click();
      await expect(page.locator("main")).toContainText("Ausgewählt: Österreich");
      await line.fill("ira");
      await page.locator("button[value^='search:']").click();
      await inspect(page);
      await page.getByRole("radio", { name: "Irak" }).check();
      await inspect(page);
    });
  } else {
    await test.step("Mit Skripten ein Griff in die Liste", async () => {
      await expect(page.locator("button[value^='search:']")).toBeHidden();
      await line.fill("ira");
      await expect(page.getByRole("radio", { name: "Karibische Niederlande" })).toHaveCount(0);
      await expect(page.getByRole("option")).toHaveText(["Irak", "Iran", "Vereinigte Arabische Emirate"]);
      await inspect(page);
      await page.getByRole("option", { name: "Irak" }).click();
      await expect(line).toHaveValue("Irak");
      await expect(page.getByRole("listbox")).toBeHidden();
    });
  }
  await goOn(page);
  await expect(page).toHaveURL(/\/versand$/);
  await page.goBack();
  await page.reload();
  await expect(line).toHaveValue("Irak");
  await inspect(page);
});
