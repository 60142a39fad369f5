import { answersOf, back, fill, goOn, merge, type Answers } from "../support/answers";
import { expect, test } from "../support/test";

import type { Page } from "@playwright/test";

const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";
const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
}) as Answers;

// A page may come back because of further questions or with hints.
async function fillUntil(page: Page, end: RegExp) {
  for (let tries = 0; !end.test(page.url()); tries++) {
    expect(tries, `still on ${page.url()}`).toBeLessThan(8);
    await fill(page, ANSWERS, async () => {});
    await goOn(page);
  }
}

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
