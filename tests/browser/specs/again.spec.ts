// Beginning with the answers of an earlier application: after a preview, and only with what is wanted.

import { answersOf } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, test } from "../support/test";

const PARKING = "/leistungen/bewohnerparkausweis";
const REPORT = "/leistungen/mangel-melden";

test("Wer etwas gemeldet hat, beginnt den nächsten Antrag mit dem eigenen Namen", async ({ page }) => {
  await page.goto(REPORT);
  await page.getByRole("button", { name: "Meldung beginnen" }).click();
  await fillAllPages(page, answersOf("defect_report", "antwort_per_mail"));
  await confirmAndSend(page);
  await page.getByRole("button", { name: "Angaben 13 Monate merken" }).click();
  await expect(page.locator("#gemerkt")).toContainText(/Bis zum \d\d\.\d\d\.\d{4} können Sie/);
  await inspect(page);

  await page.goto(PARKING);
  await expect(page.getByRole("button", { name: "Antrag beginnen" })).toBeVisible();
  await inspect(page);
  await page.getByRole("link", { name: "Mit früheren Angaben beginnen" }).click();
  await inspect(page);
  await expect(page.locator("main")).toContainText("zu „Mangel melden“");
  const chosen = page.getByRole("group", { name: "Was sollen wir übernehmen?" }).getByRole("checkbox");
  await expect(chosen).toHaveCount(1);
  await expect(chosen).toBeChecked();
  await page.getByRole("button", { name: "Mit diesen Angaben beginnen" }).click();
  expect(new URL(page.url()).pathname).toMatch(/\/antrag\//);

  // The draft is there now, and nothing is offered beside it.
  await page.goto(PARKING);
  await expect(page.getByRole("link", { name: "Antrag fortsetzen" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Mit früheren Angaben beginnen" })).toHaveCount(0);
});

test("Was gemerkt ist, wird dort vergessen, wo es angeboten wird", async ({ page }) => {
  await page.goto(REPORT);
  await page.getByRole("button", { name: "Meldung beginnen" }).click();
  await fillAllPages(page, answersOf("defect_report", "antwort_per_mail"));
  await confirmAndSend(page);
  const again = page.locator("#gemerkt");
  await again.getByRole("button", { name: "Angaben 13 Monate merken" }).click();
  await again.getByRole("button", { name: "Nicht mehr merken" }).click();
  await expect(again.getByRole("button", { name: "Angaben 13 Monate merken" })).toBeVisible();
});
