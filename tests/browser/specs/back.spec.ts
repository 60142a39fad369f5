import { answersOf, back, fill, goOn, merge, type Answers, type Value } from "../support/answers";
import { expect, test } from "../support/test";

import type { Page } from "@playwright/test";

const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";
const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
}) as Answers;

// A page may come back because of further questions or with hints.
async function fillUntil(page: Page, end: RegExp, answers = ANSWERS) {
  for (let tries = 0; !end.test(page.url()); tries++) {
    expect(tries, `still on ${page.url()}`).toBeLessThan(8);
    await fill(page, answers, async () => {});
    await goOn(page);
  }
}

// What a browser remembers of the page before must not be put into rows that have moved up.
test("Zurück nach dem Entfernen einer Zeile mischt keine Zeilen", async ({ page }) => {
  const bought = answersOf("school_transport_refund", "ticket_outside_capped");
  const answers = merge(bought, {
    late_reason: "Die Rechnung für das Abonnement kam erst im November.",
    tickets: (bought.tickets as Value[]).slice(0, 3).map((ticket, row) => merge(ticket, { price: 4000 + row })),
  }) as Answers;
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await fillUntil(page, /fahrkarten$/, answers);
  await fill(page, answers, async () => {});
  const rows = () =>
    page.locator(".pf-row").evaluateAll((all) =>
      all.map((row) => Array.from(row.querySelectorAll<HTMLInputElement>("select, input"), (one) => one.value)),
    );
  const before = await rows();
  await page.getByRole("button", { name: "Fahrkarte 1 entfernen" }).click();
  await expect(page.locator(".pf-row")).toHaveCount(2);
  expect(await rows()).toEqual(before.slice(1));
  await back(page);
  await expect(page.locator(".pf-row")).toHaveCount(2);
  expect(await rows()).toEqual(before.slice(1));
});

test("Neuladen und Zurück nach einem Fehler verlieren nichts", async ({ page }) => {
  // Without scripts the browser asks, and then sends the refused page again.
  const resends = test.info().project.name === "nojs";
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await fillUntil(page, /antragstellende-person$/);

  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") sent.push(request.url());
  });
  const here = page.url();
  const summary = page.locator("[data-error-summary]");
  const given = page.locator("[name='applicant.person.given_names']");
  await given.fill("Kim");
  await goOn(page);
  await expect(summary).toBeVisible();
  await page.reload();
  await expect(summary).toBeVisible();
  await expect(given).toHaveValue("Kim");
  expect(sent).toHaveLength(resends ? 2 : 1);

  await fillUntil(page, /schuelerin-oder-schueler$/);
  if (resends) return;
  const filled = sent.length;
  // Over the page with the further questions back to the one that was refused.
  await back(page);
  await back(page);
  await expect(page).toHaveURL(here);
  await expect(given).toHaveValue("Robin");
  await expect(summary).toHaveCount(0);
  expect(sent).toHaveLength(filled);
});
