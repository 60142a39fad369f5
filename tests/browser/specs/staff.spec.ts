// Staff apply for themselves, their superior has a say, and the department sees both.

import type { Page } from "@playwright/test";

import { answersOf } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const STAFF_FORMS = "/amt/formulare";
const REASON = "Die Sprechzeiten wären nicht besetzt.";

// Files an application for telework in the name of who is signed in.
async function file(page: Page): Promise<string> {
  await page.goto(`${STAFF_FORMS}/telearbeit-antrag`);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await fillAllPages(page, answersOf("home_office_request", "gruende"));
  return confirmAndSend(page);
}

test("Eine Führungskraft liest den Antrag, lehnt begründet ab, und der Fachbereich sieht beides", async ({ page }) => {
  await signIn(page, "schule");
  await page.getByRole("link", { name: "Formulare für Beschäftigte" }).click();
  await inspect(page);
  await page.getByRole("link", { name: "Telearbeit oder mobiles Arbeiten" }).click();
  await inspect(page);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await expect(page.getByText("100003")).toBeVisible();
  await page.goto(STAFF_FORMS);
  await expect(page.getByRole("link", { name: /^Fortsetzen/ })).toBeVisible();
  await inspect(page);
  await page.getByText(/^Verwerfen/).click();
  await page.getByRole("button", { name: /^Jetzt verwerfen/ }).click();
  const number = await file(page);
  await page.goto(STAFF_FORMS);
  await expect(page.getByText("wartet auf: Stellungnahme der Führungskraft").first()).toBeVisible();
  await inspect(page);

  await signIn(page, "leitung");
  await page.goto(STAFF_FORMS);
  await inspect(page);
  await page.locator(".pf-card", { hasText: number }).getByRole("link").click();
  await expect(page.getByText(number)).toBeVisible();
  await expect(page.getByText("Kinderbetreuung")).toHaveCount(0);
  await inspect(page);
  await page.getByRole("button", { name: "Zu den Fragen" }).click();
  await fillAllPages(page, { superior: { vote: "refused", reason: REASON } });
  await inspect(page);
  await page.locator("[name=confirmed]").check();
  await page.getByRole("button", { name: "Stellungnahme verbindlich absenden" }).click();
  await expect(page.getByText("Ihre Angaben sind abgesendet")).toBeVisible();
  await inspect(page);

  await signIn(page, "dienste");
  await page.goto(`/postkorb?suche=${number}`);
  await expect(page.getByText(REASON)).toBeVisible();
  await expect(page.getByText("Kinderbetreuung")).toBeVisible();
  await inspect(page);
});

test("Ohne Führungskraft im Konto fragt der Fachbereich jemanden", async ({ page }) => {
  await signIn(page, "leitung");
  const number = await file(page);
  await signIn(page, "dienste");
  await page.goto("/postkorb");
  await inspect(page);
  await page.goto(`/postkorb?suche=${number}`);
  await inspect(page);
  await page.getByLabel("Anmeldename der Führungskraft").fill("leitung");
  await page.getByRole("button", { name: "Person fragen" }).click();
  await expect(page.locator("[data-error-summary]")).toContainText("einer anderen Person");
  await inspect(page);
  await page.getByLabel("Anmeldename der Führungskraft").fill("verwaltung");
  await page.getByRole("button", { name: "Person fragen" }).click();
  await expect(page.getByText("Gefragt ist Vera Verwaltung, seit")).toBeVisible();
  await inspect(page);
});
