import type { Page } from "@playwright/test";

import { answersOf, merge, type Answers } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { record, replay, type Post } from "../support/replay";
import { expect, inspect, signIn, signInHere, test } from "../support/test";

const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";
const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
}) as Answers;
const PER_PAGE = 20;

// What the first applicant sent; the others send the same.
let sent: Post[] | undefined;

async function file(page: Page): Promise<string> {
  if (sent) return replay(page.request, SERVICE, sent);
  const posts = record(page);
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await fillAllPages(page, ANSWERS);
  const number = await confirmAndSend(page);
  sent = [...posts];
  return number;
}

test("Der Fachbereich findet einen Antrag, übernimmt ihn und arbeitet daran", async ({ page }) => {
  const number = await file(page);

  await signIn(page, "schule");
  await expect(page).toHaveURL(/\/postkorb/);
  await inspect(page);
  await page.getByLabel("Suche", { exact: true }).fill("Zwiebelkuchen");
  await page.getByRole("button", { name: "Anzeigen" }).click();
  await expect(page.getByText("gibt es dazu keinen Vorgang")).toBeVisible();
  await inspect(page);
  await page.getByLabel("Suche", { exact: true }).fill("beispiel schuelerbefoerderung");
  await page.getByRole("button", { name: "Anzeigen" }).click();
  await expect(page.getByRole("heading", { name: "Gefunden zu „beispiel schuelerbefoerderung“" })).toBeVisible();
  await inspect(page);
  await page.getByRole("link", { name: number }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Beispiel");
  await inspect(page);

  await page.getByRole("button", { name: "Vorgang übernehmen" }).click();
  await expect(page.getByText("Sascha Schule").first()).toBeVisible();
  await inspect(page);

  await page.getByRole("button", { name: "Notiz speichern" }).click();
  await expect(page.getByRole("alert")).toContainText("Schreiben Sie eine Notiz");
  await inspect(page);
  const note = page.getByLabel("Notiz", { exact: true });
  await note.fill("x".repeat(4001));
  await page.getByRole("button", { name: "Notiz speichern" }).click();
  await expect(page.locator("[data-error-summary]")).toBeVisible();
  await page.reload();
  await expect(note, "nothing typed is lost by reloading").toHaveValue("x".repeat(4001));
  await page.getByLabel("Notiz", { exact: true }).fill("Schule angerufen, Bescheinigung kommt.");
  await page.getByRole("button", { name: "Notiz speichern" }).click();
  await expect(page.locator(".pf-history")).toContainText("Bescheinigung kommt.");

  await page.getByLabel("Aktenzeichen des Fachbereichs").fill("40.11-2026-7");
  await page.getByRole("button", { name: "Speichern", exact: true }).click();
  await expect(page.locator(".pf-facts").first()).toContainText("40.11-2026-7");

  await page.getByRole("button", { name: "Auf Antwort warten" }).click();
  await expect(page.locator(".pf-case__side .kern-badge")).toHaveText("Wartet auf Antwort");
  await inspect(page);

  await page.locator("summary", { hasText: "Ich bin befangen" }).click();
  await page.getByRole("button", { name: "Befangenheit erklären" }).click();
  await expect(page.locator("[data-error-summary]")).toContainText("Wählen Sie einen Grund aus.");
  await inspect(page);
  await page.getByLabel("Eine beteiligte Person ist mit mir verwandt").check();
  await page.getByLabel("Ich erkläre mich für befangen").check();
  await page.getByRole("button", { name: "Befangenheit erklären" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dieser Vorgang ist für Sie gesperrt");
  await inspect(page);

  await page.goto("/verwaltung");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await inspect(page);

  await page.goto("/postkorb");
  await page.getByRole("button", { name: "Abmelden" }).click();
  await page.goto("/postkorb");
  await expect(page).toHaveURL(/\/amt\/anmelden/);
});

test("Wer zu spät übernimmt, erfährt, wer den Vorgang hat", async ({ page, browser, baseURL }) => {
  const number = await file(page);
  await signIn(page, "schule");
  await page.goto("/postkorb");
  await page.getByRole("link", { name: number }).click();

  const colleague = await browser.newPage({ baseURL });
  await signIn(colleague, "leitung");
  await colleague.goto(page.url());
  await colleague.getByRole("button", { name: "Vorgang übernehmen" }).click();
  await expect(colleague.getByText("Lea Leitung").first()).toBeVisible();
  await colleague.locator("summary", { hasText: "Zugriff" }).click();
  await expect(colleague.locator("section", { hasText: "wer den Vorgang geöffnet hat" }).last()).toContainText("Sascha Schule");
  await inspect(colleague);

  const take = page.getByRole("button", { name: "Vorgang übernehmen" });
  const [late] = await Promise.all([page.waitForResponse(/\/uebernehmen$/), take.click()]);
  expect(late.status()).toBe(409);
  await expect(page.getByRole("heading", { name: "Diesen Vorgang hat Lea Leitung übernommen" })).toBeVisible();
  await inspect(page);

  // Also later: both versions stand beside each other, and nothing is overwritten.
  await colleague.getByRole("button", { name: "In den Postkorb zurücklegen" }).click();
  await expect(colleague.getByText("noch niemand").first()).toBeVisible();
  await page.goto(colleague.url());
  await page.getByRole("button", { name: "Vorgang übernehmen" }).click();
  await expect(page.getByRole("button", { name: "Auf Antwort warten" })).toBeVisible();
  await colleague.goto(page.url());
  await colleague.getByLabel("Aktenzeichen des Fachbereichs").fill("40.11-2026-8");
  await colleague.getByRole("button", { name: "Speichern", exact: true }).click();
  await expect(colleague.locator(".pf-facts").first()).toContainText("40.11-2026-8");
  await colleague.close();
  await page.getByRole("button", { name: "Auf Antwort warten" }).click();
  await expect(page.getByRole("heading", { name: "So steht der Vorgang jetzt" })).toBeVisible();
  await expect(page.locator(".pf-both")).toContainText("Aktenzeichen vergeben: 40.11-2026-8 (Lea Leitung");
  await inspect(page);
  await page.getByRole("button", { name: "Trotzdem: Auf Antwort warten" }).click();
  await expect(page.locator(".pf-case__side .kern-badge")).toHaveText("Wartet auf Antwort");
});

test("Wessen Sitzung beim Schreiben endet, behält die Notiz", async ({ page, context }) => {
  const number = await file(page);
  await signIn(page, "schule");
  await page.goto("/postkorb");
  await page.getByRole("link", { name: number }).click();
  await page.getByRole("button", { name: "Vorgang übernehmen" }).click();
  await page.getByLabel("Notiz", { exact: true }).fill("Zeile eins\nZeile zwei");
  await context.clearCookies({ name: "pforte-amt" });
  await page.getByRole("button", { name: "Notiz speichern" }).click();
  await expect(page.getByRole("heading", { name: "Ihre Sitzung ist beendet" })).toBeVisible();
  await inspect(page);
  await signInHere(page, "schule");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ihre Eingaben sind noch da");
  await inspect(page);
  await page.getByRole("button", { name: "Eingaben jetzt senden" }).click();
  await expect(page.locator(".pf-history")).toContainText("Zeile eins Zeile zwei");
});

test("Ein leerer und ein voller Postkorb lassen sich lesen", async ({ page, playwright, baseURL }) => {
  await file(page);
  await signIn(page, "schule");
  await page.goto("/postkorb?leistung=culture_project_grant");
  await expect(page.getByText("Hier liegt zurzeit nichts.")).toBeVisible();
  await inspect(page);

  for (let more = 0; more < PER_PAGE; more++) {
    const request = await playwright.request.newContext({ baseURL });
    await replay(request, SERVICE, sent!);
    await request.dispose();
  }
  await page.goto("/postkorb");
  await page.getByRole("link", { name: "Nächste Seite" }).click();
  await expect(page.getByRole("link", { name: "Vorige Seite" })).toBeVisible();
  await expect(page.locator("tbody tr").first()).toBeVisible();
  await inspect(page);
});
