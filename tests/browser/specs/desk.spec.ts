import { answersOf, merge, pagesOf, type Answers, type Value } from "../support/answers";
import { validCases } from "../support/cases";
import { beginAtDesk } from "../support/desk";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const CASE = answersOf("school_transport_refund", "desk_help");
const ANSWERS = merge(CASE, {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
  tickets: (CASE.tickets as Value[]).slice(0, 2),
}) as Answers;
const RESIDENT = "Robin Beispiel";

test("Am Schalter wird ein Antrag aufgenommen, und der nächste beginnt leer", async ({ page }) => {
  await signIn(page, "schalter");
  await expect(page).toHaveURL(/\/schalter$/);
  await inspect(page);

  const start = () => beginAtDesk(page, "schuelerbefoerderung-erstattung");
  await page.goto("/schalter/neu/schuelerbefoerderung-erstattung");
  await inspect(page);
  await start();
  const banner = page.getByRole("complementary", { name: "Aufnahme am Schalter" });
  await expect(banner).toContainText("noch ohne Namen");
  await page.goto("/schalter");
  await expect(page.getByRole("heading", { name: "Offener Fall" })).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: /^Fall schließen/ }).click();
  await expect(page.getByRole("heading", { name: "Begonnene Anträge" })).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: /^Fortsetzen/ }).click();

  await fillAllPages(page, ANSWERS);
  await expect(banner).toContainText(RESIDENT);
  const number = await confirmAndSend(page);
  await inspect(page);
  await page.getByRole("link", { name: "Bestätigung drucken" }).click();
  await expect(page.getByText(number).first()).toBeVisible();
  await inspect(page);

  await page.getByRole("link", { name: "Zurück zur Bestätigung" }).click();
  await page.getByRole("button", { name: "Nächste Person" }).click();
  await expect(page.getByRole("button", { name: number })).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: number }).click();
  await expect(page.locator(".pf-receipt__number")).toHaveText(number);
  await page.getByRole("button", { name: "Nächste Person" }).click();

  await start();
  await expect(banner).toContainText("noch ohne Namen");
  await expect(page.locator("body")).not.toContainText("Beispiel");
  await expect(page.locator("main form :checked:not(option)")).toHaveCount(1);
  await page.getByRole("button", { name: "Fall schließen" }).click();
  await page.locator("summary", { hasText: /^Verwerfen/ }).first().click();
  await page.getByRole("button", { name: /^Jetzt verwerfen/ }).first().click();

  await expect(page.getByText("Sie haben keinen begonnenen Antrag.")).toBeVisible();
  await page.getByRole("button", { name: "Abmelden" }).click();
  await page.goto("/schalter");
  await expect(page).toHaveURL(/\/amt\/anmelden/);

  await signIn(page, "schalterleitung");
  await page.getByRole("link", { name: "Auswertung" }).click();
  await page.getByLabel("Monat").selectOption({ index: 0 });
  await page.getByRole("button", { name: "Anzeigen" }).click();
  await expect(page.getByText(/Anträge am Schalter aufgenommen/)).toBeVisible();
  await inspect(page);
});

test("Am Schalter wird auch eine Urkunde bestellt", async ({ page }) => {
  const [{ answers }] = validCases("birth_certificate_order", "assisted");
  await signIn(page, "schalter");
  await beginAtDesk(page, "geburtsurkunde");
  const pages = await fillAllPages(page, answers);
  expect(pages.length).toBeGreaterThan(pagesOf("birth_certificate_order").length / 2);
  await confirmAndSend(page);
  await inspect(page);
});
