// Every page of a department and of "Stand" by Tab alone: each control is met, and the focus is seen wherever it is.

import type { Page } from "@playwright/test";

import { answersOf, merge, type Answers } from "../support/answers";
import { hurryToCheck, send } from "../support/journey";
import { go, press, walkThrough } from "../support/keyboard";
import { expect, signIn, test } from "../support/test";

const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
}) as Answers;

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).first();

async function openStatus(page: Page, { number, code }: { number: string; code: string }) {
  await page.context().clearCookies();
  await page.goto("/status");
  await page.getByLabel("Eingangsnummer").fill(number);
  await page.getByLabel("Code").fill(code);
  await go(page, "Enter");
  await expect(page).toHaveURL(/\/status\/antrag/);
  await walkThrough(page);
}

async function openInbox(page: Page, login: string) {
  await page.context().clearCookies();
  await signIn(page, login);
  await page.goto("/postkorb");
}

test("Der Fachbereich arbeitet mit der Tastatur allein, und wer beantragt hat, sieht den Stand", async ({ page }) => {
  await page.goto("/leistungen/schuelerbefoerderung-erstattung");
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await hurryToCheck(page, ANSWERS);
  const number = await send(page);
  const known = { number, code: (await page.locator(".pf-receipt__code").textContent())! };
  let address = "";

  await test.step("Postkorb, Vorschau, Vorgang, Rückfrage", async () => {
    await openInbox(page, "schule");
    await page.getByRole("checkbox", { name: number }).check();
    await page.getByLabel("Was soll geschehen?").selectOption("move:claim");
    await walkThrough(page);
    await press(page, button(page, "Vorschau zeigen"));
    await walkThrough(page);
    await press(page, button(page, "Übernehmen: 1 Vorgang"));
    await walkThrough(page);
    await press(page, page.getByRole("link", { name: number }));
    address = page.url().replace(/[?#].*/, "");
    await press(page, page.getByRole("link", { name: "Rückfrage stellen" }));
    await page.getByLabel("Ihre Frage an die Person").fill("Stimmt Ihre Bankverbindung noch?");
    await page.locator("[value='bank.iban']").check();
    await walkThrough(page);
    await press(page, button(page, "Rückfrage absenden"));
    await walkThrough(page);
  });

  await test.step("Stand und Antwort", async () => {
    await openStatus(page, known);
    await press(page, button(page, "Bescheid hier abrufen"));
    await press(page, page.getByRole("link", { name: "Frage beantworten" }));
    await page.locator("[name='bank.iban']").fill("DE02 1203 0000 0000 2020 51");
    await walkThrough(page);
    await press(page, button(page, "Weiter zur Prüfung"));
    await page.locator("[name=confirmed]").check();
    await walkThrough(page);
    await press(page, button(page, "Antwort absenden"));
    await walkThrough(page);
    await page.goto("/status/zuruecknehmen");
    await walkThrough(page);
  });

  await test.step("Entscheidung", async () => {
    await openInbox(page, "schule");
    await page.goto(`${address}/entscheidung`);
    await page.getByLabel("Bewilligt", { exact: true }).check();
    await page.getByLabel("Betrag", { exact: true }).fill("20,00");
    await press(page, button(page, "Bescheid ansehen"));
    await walkThrough(page);
    await press(page, button(page, "Verbindlich entscheiden"));
    await walkThrough(page);
    await page.goto(`${address}/bescheid`);
    await walkThrough(page);
  });

  await test.step("Bescheid abrufen", async () => {
    await openStatus(page, known);
    await press(page, button(page, "Bescheid jetzt abrufen"));
    await walkThrough(page);
  });

  await test.step("Was die Leitung sieht", async () => {
    await openInbox(page, "leitung");
    const parts = ["zahlen", "auslastung", "vertretung", "zahlungen/sperren", "weitergegeben", "ansichten"];
    for (const part of [...parts, "ausschuss?leistung=culture_project_grant", "zahlungen"]) {
      await page.goto(`/postkorb/${part}`);
      await walkThrough(page);
    }
    for (const box of await page.locator("[name=fall]:checked").all()) await box.uncheck();
    await page.getByLabel(`Vorgang ${number} ankreuzen`).check();
    await press(page, button(page, "Zahlungsliste prüfen"));
    await walkThrough(page);
    await press(page, button(page, /^Auszahlung anweisen: 1 Vorgang/));
    await walkThrough(page);
  });
});
