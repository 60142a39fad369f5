// Every page of a department and of "Stand" by Tab alone: each control is met, and the focus is seen wherever it is.

import type { Page } from "@playwright/test";

import { answersOf, merge, type Answers } from "../support/answers";
import { hurryToCheck, send } from "../support/journey";
import { go, tabTo, walkThrough } from "../support/keyboard";
import { expect, signIn, test } from "../support/test";

const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
}) as Answers;

async function press(page: Page, name: string) {
  const what = page.getByRole("button", { name, exact: true }).or(page.getByRole("link", { name, exact: true })).first();
  await tabTo(page, what);
  await go(page, "Enter");
}

test("Der Fachbereich arbeitet mit der Tastatur allein, und wer beantragt hat, sieht den Stand", async ({ page }) => {
  await page.goto("/leistungen/schuelerbefoerderung-erstattung");
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await hurryToCheck(page, ANSWERS);
  const number = await send(page);
  const code = (await page.locator(".pf-receipt__code").textContent())!;

  await test.step("Wer beantragt hat", async () => {
    await page.context().clearCookies();
    await page.goto("/status");
    await page.getByLabel("Eingangsnummer").fill(number);
    await page.getByLabel("Code").fill(code);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/status\/antrag/);
    await walkThrough(page);
  });

  await test.step("Postkorb und Vorgang", async () => {
    await page.context().clearCookies();
    await signIn(page, "leitung");
    await page.goto("/postkorb");
    await walkThrough(page);
    await page.getByLabel("Suche", { exact: true }).fill(number);
    await go(page, "Enter");
    await press(page, "Vorgang übernehmen");
    await walkThrough(page);
  });

  await test.step("Prüfung, Rückfrage, Entscheidung", async () => {
    const here = page.url();
    for (const part of ["pruefung", "rueckfrage", "entscheidung"]) {
      await page.goto(`${here}/${part}`);
      await walkThrough(page);
    }
  });

  await test.step("Was die Leitung sieht", async () => {
    for (const part of ["zahlen", "auslastung", "vertretung", "zahlungen", "weitergegeben", "ansichten"]) {
      await page.goto(`/postkorb/${part}`);
      await walkThrough(page);
    }
  });
});
