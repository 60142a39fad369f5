// Beginning with the answers of an earlier application: after a preview, and only with what is wanted.

import { answersOf } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, test } from "../support/test";

const PARKING = "/leistungen/bewohnerparkausweis";
const REPORT = "/leistungen/mangel-melden";

test("Wer etwas gemeldet hat, beginnt den nächsten Antrag mit den eigenen Angaben", async ({ page }) => {
  await page.goto(REPORT);
  await page.getByRole("button", { name: "Meldung beginnen" }).click();
  await fillAllPages(page, answersOf("defect_report", "antwort_per_mail"));
  await confirmAndSend(page);
  await page.getByRole("button", { name: "Angaben hinterlegen" }).click();
  await expect(page.locator("#gemerkt")).toContainText(/bis zum \d\d\.\d\d\.\d{4} hinterlegt/);
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
  await expect(page).toHaveURL(/\/antrag\//);

  // The draft is there now, and nothing is offered beside it.
  await page.goto(PARKING);
  await expect(page.getByRole("link", { name: "Antrag fortsetzen" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Mit früheren Angaben beginnen" })).toHaveCount(0);
});

test("Was hinterlegt ist, wird dort gelöscht, wo es steht", async ({ page }) => {
  await page.goto(REPORT);
  await page.getByRole("button", { name: "Meldung beginnen" }).click();
  await fillAllPages(page, answersOf("defect_report", "antwort_per_mail"));
  await confirmAndSend(page);
  const again = page.locator("#gemerkt");
  await again.getByRole("button", { name: "Angaben hinterlegen" }).click();
  await again.getByRole("button", { name: "Alle hinterlegten Angaben löschen" }).click();
  await expect(again.getByRole("button", { name: "Angaben hinterlegen" })).toBeVisible();
});
