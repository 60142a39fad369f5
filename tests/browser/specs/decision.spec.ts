// A decision above the limit, signed by a second person and fetched on "Stand"; and one on paper.

import type { Page } from "@playwright/test";

import { answersOf, merge, type Answers } from "../support/answers";
import { hurryToCheck, send } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";
const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
}) as Answers;

async function file(page: Page): Promise<{ number: string; code: string }> {
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await hurryToCheck(page, ANSWERS);
  const number = await send(page);
  const code = (await page.locator(".pf-receipt__code").textContent())!;
  await page.context().clearCookies();
  return { number, code };
}

async function openStatus(page: Page, { number, code }: { number: string; code: string }): Promise<void> {
  await page.context().clearCookies();
  await page.goto("/status");
  await page.getByLabel("Eingangsnummer").fill(number);
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Stand ansehen" }).click();
}

async function openCase(page: Page, login: string, number: string): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, login);
  await page.getByLabel("Suche", { exact: true }).fill(number);
  await page.getByRole("button", { name: "Anzeigen" }).click();
}

// What was typed in the checks survives a wrong number, and a colleague who was faster.
async function check(page: Page): Promise<void> {
  const save = page.getByRole("button", { name: "Prüfung speichern" });
  const remark = page.locator("[name='check.remark']");
  const residence = page.locator("[name='check.residence'][value='met']");
  await remark.fill("Rückruf der Schule");
  await residence.check();
  await page.locator("[name='check.distance_m']").fill("weit");
  await save.click();
  await expect(page.locator("[data-error-summary]")).toContainText("Eigene Messung des Schulwegs");
  await expect(remark).toHaveValue("Rückruf der Schule");
  await expect(residence).toBeChecked();
  await inspect(page);
  await page.locator("[name='check.distance_m']").fill("2400");
  const other = await page.context().newPage();
  await other.goto(page.url().replace(/\/pruefung.*/, ""));
  await other.locator("[name=aktenzeichen]").fill("40.11/7");
  await other.locator("form[action$='/aktenzeichen'] button").click();
  await other.close();
  await save.click();
  await expect(page.getByRole("heading", { name: "Ihr Stand und der neue Stand" })).toBeVisible();
  await expect(remark).toHaveValue("Rückruf der Schule");
  await expect(residence).toBeChecked();
  await expect(page.locator("[name='check.distance_m']")).toHaveValue("2400");
  await save.click();
  await expect(page.locator(".pf-checking__save")).toContainText("Gespeichert");
}

test("Über der Grenze zeichnet eine zweite Person mit, und der Bescheid wird abgerufen", async ({ page }) => {
  const known = await file(page);
  await openStatus(page, known);
  await page.getByRole("button", { name: "Bescheid hier abrufen" }).click();
  await expect(page.getByText("Gespeichert: Sie rufen den Bescheid hier ab.")).toBeVisible();
  await inspect(page);

  await openCase(page, "schule", known.number);
  await page.getByRole("button", { name: "Vorgang übernehmen" }).click();
  await page.getByRole("link", { name: "Entscheidung schreiben" }).click();
  await page.getByLabel("Teilweise bewilligt").check();
  await page.getByLabel("Betrag", { exact: true }).fill("1.200,00");
  await page.getByRole("button", { name: "Bescheid ansehen" }).click();
  await expect(page.locator("[data-error-summary]")).toContainText("§ 39 VwVfG");
  await inspect(page);
  await page.getByLabel("Der beantragte Betrag liegt über dem Höchstbetrag.").check();
  await page.getByRole("button", { name: "Bescheid ansehen" }).click();
  await expect(page.locator(".pf-letter")).toContainText("1.200,00 €");
  await inspect(page);
  await page.getByRole("button", { name: "Zur Mitzeichnung vorlegen" }).click();
  await expect(page.getByText("Wartet auf Mitzeichnung").first()).toBeVisible();
  await openCase(page, "leitung", known.number);
  await page.getByRole("link", { name: "Ansehen und mitzeichnen" }).click();
  await inspect(page);
  await page.getByRole("button", { name: "Mitzeichnen und entscheiden" }).click();
  await expect(page.locator("#entscheidung")).toContainText("Zum Abruf bereitgestellt");
  await inspect(page);

  await openStatus(page, known);
  await expect(page.getByRole("heading", { name: "Ihr Bescheid ist da" })).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: "Bescheid jetzt abrufen" }).click();
  await expect(page.locator(".pf-letter")).toContainText("Lea Leitung");
  await inspect(page);
  await page.getByRole("link", { name: "Zurück zum Stand" }).click();
  await expect(page.getByRole("link", { name: "Bescheid ansehen" })).toBeVisible();
});

test("Ein abgelehnter Antrag bekommt seinen Bescheid mit der Post", async ({ page }) => {
  const known = await file(page);
  await openCase(page, "schule", known.number);
  await page.getByRole("button", { name: "Vorgang übernehmen" }).click();
  await check(page);
  await page.getByRole("link", { name: "Entscheidung schreiben" }).click();
  await page.getByLabel("Abgelehnt").check();
  await page.getByLabel("Der Antrag ist nach Ablauf der Frist eingegangen.").check();
  await page.getByRole("button", { name: "Bescheid ansehen" }).click();
  await page.getByRole("button", { name: "Verbindlich entscheiden" }).click();
  await page.getByRole("link", { name: "Bescheid ansehen und drucken" }).click();
  await expect(page.locator(".pf-letter")).toContainText("Wir lehnen Ihren Antrag ab.");
  await inspect(page);
  await page.getByRole("link", { name: "Zurück zum Vorgang" }).click();
  await page.getByRole("button", { name: "Tag eintragen" }).click();
  await expect(page.locator("[data-error-summary]")).toContainText("frühestens den der Entscheidung");
  const [day, month, year] = new Date().toLocaleDateString("de-DE", { timeZone: "Europe/Berlin" }).split(".");
  await page.locator("[name='tag.day']").fill(day!);
  await page.locator("[name='tag.month']").fill(month!);
  await page.locator("[name='tag.year']").fill(year!);
  await page.getByRole("button", { name: "Tag eintragen" }).click();
  await expect(page.locator("#entscheidung")).toContainText("Rechtsbehelf möglich bis");
  await inspect(page);
  await openStatus(page, known);
  await expect(page.getByText("zur Post gegangen")).toBeVisible();
});
