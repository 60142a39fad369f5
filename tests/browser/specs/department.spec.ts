import { answersOf, merge, type Answers } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
}) as Answers;

test("Der Fachbereich findet einen Antrag, übernimmt ihn und arbeitet daran", async ({ page }) => {
  await page.goto("/leistungen/schuelerbefoerderung-erstattung");
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await fillAllPages(page, ANSWERS);
  const number = await confirmAndSend(page);

  await signIn(page, "schule");
  await expect(page).toHaveURL(/\/postkorb/);
  await inspect(page);
  await page.getByLabel("Eingangsnummer").fill("falsch");
  await page.getByRole("button", { name: "Anzeigen" }).click();
  await expect(page.getByLabel("Eingangsnummer")).toHaveAttribute("aria-invalid", "true");
  await inspect(page);
  await page.goto("/postkorb");
  await page.getByRole("link", { name: number }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Beispiel");
  await inspect(page);

  await page.getByRole("button", { name: "Vorgang übernehmen" }).click();
  await expect(page.getByText("Sascha Schule").first()).toBeVisible();
  await inspect(page);

  await page.getByRole("button", { name: "Notiz speichern" }).click();
  await expect(page.getByRole("alert")).toContainText("Schreiben Sie eine Notiz");
  await inspect(page);
  await page.getByLabel("Notiz", { exact: true }).fill("Schule angerufen, Bescheinigung kommt.");
  await page.getByRole("button", { name: "Notiz speichern" }).click();
  await expect(page.locator(".pf-history")).toContainText("Bescheinigung kommt.");

  await page.getByLabel("Aktenzeichen des Fachbereichs").fill("40.11-2026-7");
  await page.getByRole("button", { name: "Speichern", exact: true }).click();
  await expect(page.locator(".pf-facts")).toContainText("40.11-2026-7");

  await page.getByRole("button", { name: "Auf Antwort warten" }).click();
  await expect(page.locator(".pf-case__side .kern-badge")).toHaveText("Wartet auf Antwort");
  await inspect(page);

  await page.getByRole("button", { name: "Abmelden" }).click();
  await page.goto("/postkorb");
  await expect(page).toHaveURL(/\/amt\/anmelden/);
});
