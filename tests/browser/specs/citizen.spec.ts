import { pathToFileURL } from "node:url";

import type { Browser } from "@playwright/test";

import { answersOf, goOn, merge, pagesOf, type Answers, type Value } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, keepAddress, signIn, test } from "../support/test";

const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";

// Every kind of question: rows on the page, a page for each row, money, kilometres, dates. Two rows of
// each list are enough. The school year is long over, so the application is late.
const CASE = answersOf("school_transport_refund", "all_modes");
const ANSWERS = merge(CASE, {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
  tickets: (CASE.tickets as Value[]).slice(0, 2),
  car_rows: (CASE.car_rows as Value[]).slice(0, 2),
}) as Answers;

// A large project next spring: every page of the form comes up, and in December it is late.
const SPRING = new Date().getFullYear() + 1;
const PROJECT = merge(answersOf("culture_project_grant", "ueber_5000_euro"), {
  project: {
    start: `${SPRING}-03-01`,
    end: `${SPRING}-06-30`,
    late_reason: "Die Zusage des Spielorts kam erst gestern.",
    events: [{ date: `${SPRING}-06-11`, place: "Nachbarschaftszentrum", seats: 180, status: "fixed" }],
  },
}) as Answers;

// What the department has been sent so far.
async function casesOfSchool(browser: Browser, baseURL?: string): Promise<string> {
  const page = await browser.newPage({ baseURL });
  await signIn(page, "leitung");
  // A long list is not counted in itself; the figure at its tab is.
  await page.goto("/postkorb?ansicht=alle");
  const count = await page.getByRole("link", { name: /^Alle offenen/ }).textContent();
  await page.close();
  return count!;
}

test("Eine Bürgerin beantragt die Erstattung und behält den Nachweis", async ({ page, browser, baseURL }) => {
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();

  await test.step("Die leere erste Seite nennt, was fehlt, und führt zu den Feldern", async () => {
    const [refused] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), goOn(page)]);
    expect(refused.status()).toBe(422);
    const summary = page.locator("[data-error-summary]");
    const links = summary.getByRole("link");
    expect(await links.count()).toBeGreaterThan(1);
    for (const link of await links.all()) {
      await expect(page.locator((await link.getAttribute("href"))!)).toHaveCount(1);
    }
    if (test.info().project.name === "js") {
      await expect(summary).toBeFocused();
      await links.first().click();
      await expect(page.locator("main form :focus")).toHaveCount(1);
    }
    await inspect(page);
  });

  const pages = await fillAllPages(page, ANSWERS);
  expect(pages).toEqual(pagesOf("school_transport_refund"));
  const number = await confirmAndSend(page);
  await inspect(page);
  const receipt = page.url();

  await test.step("Zurück, Vor und Neu laden verlieren nichts und senden nichts noch einmal", async () => {
    const filed = await casesOfSchool(browser, baseURL);
    await page.reload();
    await expect(page.locator(".pf-receipt__number")).toHaveText(number);
    // The check that asked for the confirmation, and the check before it.
    for (const before of ["/pruefen?bestaetigen", "/pruefen"]) {
      await page.goBack();
      expect(page.url().endsWith(before), page.url()).toBe(true);
      await page.reload();
      await expect(page.locator("h1")).toHaveText("Hier ist kein angefangener Antrag mehr");
      await expect(page.getByRole("link", { name: "Zur Eingangsbestätigung" })).toHaveAttribute("href", new URL(receipt).pathname);
      await expect(page.locator("main form")).toHaveCount(0);
    }
    await page.goForward();
    await page.goForward();
    expect(page.url()).toBe(receipt);
    await expect(page.locator(".pf-receipt__number")).toHaveText(number);
    expect(await casesOfSchool(browser, baseURL)).toBe(filed);
  });

  await test.step("Die Kopie nennt die Eingangsnummer", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Angaben als Datei speichern" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.html$/);
    const file = test.info().outputPath(download.suggestedFilename());
    await download.saveAs(file);
    await keepAddress(page, download.url());
    await page.goto(pathToFileURL(file).href);
    await expect(page.locator(".number")).toHaveText(number);
    await inspect(page);
    await page.goto(receipt);
  });

  await test.step("Die Bestätigung lässt sich drucken", async () => {
    await page.getByRole("link", { name: "Bestätigung drucken" }).click();
    await expect(page.getByText(number).first()).toBeVisible();
    await inspect(page);
  });
});

test("Ein Verein beantragt eine Projektförderung und bekommt eine Bestätigung", async ({ page }) => {
  await page.goto("/leistungen/projektfoerderung-kultur");
  await inspect(page);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  const pages = await fillAllPages(page, PROJECT);
  expect(pages).toEqual(pagesOf("culture_project_grant"));
  await confirmAndSend(page);
  await inspect(page);
});
