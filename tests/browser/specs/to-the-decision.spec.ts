// The whole way of an application, once for each outcome of the two main services: filed, asked back, answered, decided
// (by two persons where the form wants it), fetched by the applicant, closed.

import type { Page } from "@playwright/test";

import { answersOf, merge, type Answers } from "../support/answers";
import { hurryToCheck, send } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

interface Decision {
  title: string;
  amount?: string;
  code?: string;
  conditions?: string;
  reasons?: string;
  // What the letter says then.
  says: string;
}

interface Service {
  slug: string;
  answers: Answers;
  // Who works on it, and who signs besides.
  login: string;
  signs?: string;
  decisions: Decision[];
}

const SPRING = new Date().getFullYear() + 1;

const SERVICES: Service[] = [
  {
    slug: "schuelerbefoerderung-erstattung",
    answers: merge(answersOf("school_transport_refund", "ticket_outside_capped"), {
      late_reason: "Die Rechnung für das Abonnement kam erst im November.",
    }) as Answers,
    login: "schule",
    decisions: [
      { title: "Bewilligt", says: "erstatten Ihnen 593,00 €" },
      { title: "Teilweise bewilligt", amount: "120,00", code: "NACHWEIS_FEHLT", says: "Im Übrigen lehnen wir den Antrag ab" },
      { title: "Abgelehnt", code: "GRUPPE", says: "Wir lehnen Ihren Antrag ab" },
    ],
  },
  {
    slug: "projektfoerderung-kultur",
    answers: merge(answersOf("culture_project_grant", "ueber_5000_euro"), {
      project: {
        start: `${SPRING}-03-01`,
        end: `${SPRING}-06-30`,
        late_reason: "Die Zusage des Spielorts kam erst gestern.",
        events: [{ date: `${SPRING}-06-11`, place: "Nachbarschaftszentrum", seats: 180, status: "fixed" }],
      },
    }) as Answers,
    login: "kultur",
    signs: "leitung",
    decisions: [
      { title: "Bewilligt", says: "bewilligen" },
      { title: "Teilweise bewilligt", amount: "4.000,00", code: "MITTEL_ERSCHOEPFT", says: "4.000,00" },
      { title: "Unter Auflagen bewilligt", reasons: "Die Förderung soll erkennbar sein.", conditions: "Nennen Sie die Stadt als Förderin.", says: "Nennen Sie die Stadt als Förderin." },
      { title: "Abgelehnt", code: "FACHLICH", says: "lehnen" },
    ],
  },
];

async function file(page: Page, service: Service): Promise<{ number: string; code: string }> {
  await page.context().clearCookies();
  await page.goto(`/leistungen/${service.slug}`);
  await page.locator("form[action$='/antrag'] button").first().click();
  await hurryToCheck(page, service.answers);
  const number = await send(page);
  return { number, code: (await page.locator(".pf-receipt__code").textContent())! };
}

async function openAs(page: Page, login: string, number: string) {
  await page.context().clearCookies();
  await signIn(page, login);
  // A whole number leads to its case.
  await page.goto(`/postkorb?suche=${number}`);
}

async function ask(page: Page) {
  await page.getByRole("button", { name: "Vorgang übernehmen" }).click();
  await page.getByRole("link", { name: "Rückfrage stellen" }).click();
  await page.getByLabel("Ihre Frage an die Person").fill("Stimmt Ihre Bankverbindung noch?");
  await page.locator("[value='bank.iban']").check();
  await page.getByRole("button", { name: "Rückfrage absenden" }).click();
  await expect(page.getByText("Wartet auf die Antwort seit").first()).toBeVisible();
}

async function look(page: Page, { number, code }: { number: string; code: string }) {
  await page.context().clearCookies();
  await page.goto("/status");
  await page.getByLabel("Eingangsnummer").fill(number);
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Stand ansehen" }).click();
}

async function answer(page: Page) {
  await page.getByRole("link", { name: "Frage beantworten" }).click();
  await page.locator("[name='bank.iban']").fill("DE02 1203 0000 0000 2020 51");
  await page.getByRole("button", { name: "Weiter zur Prüfung" }).click();
  await page.locator("[name=confirmed]").check();
  await page.getByRole("button", { name: "Antwort absenden" }).click();
  await expect(page.locator("h1")).toHaveText("Ihre Antwort ist angekommen");
  await page.goto("/status/antrag");
  await page.getByRole("button", { name: "Bescheid hier abrufen" }).click();
}

// What the committee is told: written on the case, seen in the list, which is looked at once.
async function propose(page: Page) {
  const card = page.locator("#ausschuss");
  await card.getByLabel("Kurze Begründung").fill("Überzeugt fachlich; die Mittel reichen.");
  await card.getByRole("button", { name: "Vorschlag speichern" }).click();
  await expect(page.locator("#verlauf")).toContainText("Vorschlag für den Ausschuss gespeichert");
  const address = page.url();
  await page.goto("/postkorb/ausschuss?leistung=culture_project_grant");
  await expect(page.locator("table")).toContainText("Überzeugt fachlich");
  await inspect(page);
  await page.goto(address);
}

async function decide(page: Page, { title, amount, code, conditions, reasons, says }: Decision, isProposal: boolean) {
  await expect(page.locator("#rueckfrage ins").first()).toContainText("DE02");
  await page.locator("#entscheidung").getByRole("link").first().click();
  await page.getByLabel(title, { exact: true }).check();
  if (amount) await page.getByLabel("Betrag", { exact: true }).fill(amount);
  if (code) await page.locator(`[value='${code}']`).check();
  if (reasons) await page.locator("textarea[name=begruendung]").fill(reasons);
  if (conditions) await page.locator("textarea[name=auflagen]").fill(conditions);
  await page.getByRole("button", { name: "Bescheid ansehen" }).click();
  await expect(page.locator(".pf-letter")).toContainText(says);
  const button = isProposal ? "Zur Mitzeichnung vorlegen" : "Verbindlich entscheiden";
  await page.getByRole("button", { name: button }).click();
}

async function sign(page: Page, says: string) {
  await page.locator("#entscheidung").getByRole("link").first().click();
  await expect(page.locator(".pf-letter")).toContainText(says);
  await page.getByRole("button", { name: "Mitzeichnen und entscheiden" }).click();
}

async function close(page: Page) {
  await page.locator("summary", { hasText: "Abschließen" }).click();
  await page.getByRole("button", { name: "Bestätigen: Abschließen" }).click();
  await expect(page.locator("#verlauf")).toContainText("Abgeschlossen");
}

// Puts this case on a list of payments, whatever else waits.
async function pay(page: Page, number: string) {
  await page.context().clearCookies();
  await signIn(page, "leitung");
  await page.goto("/postkorb/zahlungen");
  for (const box of await page.locator("[name=fall]:checked").all()) await box.uncheck();
  await page.getByLabel(`Vorgang ${number} ankreuzen`).check();
  await inspect(page);
  await page.getByRole("button", { name: "Zahlungsliste prüfen" }).first().click();
  await inspect(page);
  await page.getByRole("button", { name: "Auszahlung anweisen: 1 Vorgang, 593,00 €" }).click();
  await expect(page.locator("h1")).toHaveText(/Zahlungsliste \d{4}-\d{3}/);
  await inspect(page);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Für die Bank speichern" }).click();
  expect((await saved).suggestedFilename()).toMatch(/^zahlungsliste-fb40-\d{4}-\d{3}\.xml$/);
}

for (const service of SERVICES) {
  for (const decision of service.decisions) {
    test(`${service.slug}: vom Antrag über eine Rückfrage zum Ergebnis „${decision.title}“`, async ({ page }) => {
      const sent = await file(page, service);
      await openAs(page, service.login, sent.number);
      await ask(page);
      await look(page, sent);
      await answer(page);
      await openAs(page, service.login, sent.number);
      if (service.signs && decision === service.decisions[0]) await propose(page);
      await decide(page, decision, service.signs !== undefined);
      if (service.signs) {
        await openAs(page, service.signs, sent.number);
        await sign(page, decision.says);
      }
      await look(page, sent);
      await page.getByRole("button", { name: "Bescheid jetzt abrufen" }).click();
      await expect(page.locator(".pf-letter")).toContainText(decision.says);
      if (decision === SERVICES[0].decisions[0]) await pay(page, sent.number);
      await openAs(page, service.login, sent.number);
      await close(page);
    });
  }
}
