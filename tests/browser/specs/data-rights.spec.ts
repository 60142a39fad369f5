import { answersOf, merge, type Answers } from "../support/answers";
import { confirmAndSend, hurryToCheck } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  late_reason: "Die Rechnung kam erst im November.",
}) as Answers;

test("Die Leitung gibt Auskunft, bewahrt länger auf und löscht", async ({ page }) => {
  await page.goto("/leistungen/schuelerbefoerderung-erstattung");
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await hurryToCheck(page, ANSWERS);
  const number = await confirmAndSend(page);

  await signIn(page, "leitung");
  await page.goto("/postkorb/loeschung");
  await inspect(page);
  await page.goto(`/postkorb?q=${number}`);
  await page.getByRole("link", { name: number }).click();
  await page.locator("summary", { hasText: "Rücknahme vermerken" }).click();
  await page.getByRole("button", { name: "Bestätigen: Rücknahme vermerken" }).click();
  await page.getByRole("link", { name: "Datenschutz: Auskunft, Aufbewahrung, Löschung" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Zum Lesen speichern (HTML)" }).click();
  expect((await saved).suggestedFilename()).toBe(`Auskunft-${number}.html`);

  await page.getByRole("button", { name: "Aufbewahren", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Geben Sie einen Tag ein");
  await inspect(page);
  const day = page.getByRole("group", { name: "Bis wann?" });
  await day.getByLabel("Tag").fill("31");
  await day.getByLabel("Monat").fill("12");
  await day.getByLabel("Jahr").fill(String(new Date().getFullYear() + 1));
  await page.getByLabel("Warum?").fill("Dem Archiv angeboten.");
  await page.getByRole("button", { name: "Aufbewahren", exact: true }).click();
  await expect(page.getByText("Der Vorgang kann zurzeit nicht gelöscht werden.")).toBeVisible();
  await page.getByRole("button", { name: "Nicht länger aufbewahren" }).click();

  await page.getByRole("link", { name: "Vorgang löschen" }).click();
  await page.getByRole("button", { name: "Endgültig löschen" }).click();
  await expect(page.getByRole("alert")).toContainText("Schreiben Sie die Eingangsnummer");
  await inspect(page);
  await page.getByLabel("Warum wird gelöscht?").selectOption("consent-withdrawn");
  await page.getByLabel("Eingangsnummer zur Bestätigung").fill(number);
  await page.getByRole("button", { name: "Endgültig löschen" }).click();
  await expect(page.getByText("Der Vorgang ist gelöscht.")).toBeVisible();
});
