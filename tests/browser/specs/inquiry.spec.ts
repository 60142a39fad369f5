// A question of the department: asked for one answer and one paper, answered by number and code, seen with what
// changed.

import { answersOf, merge, type Answers } from "../support/answers";
import { hurryToCheck, send } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";
const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
}) as Answers;
const PAPER = { name: "karten.pdf", mimeType: "application/pdf" };

test("Eine Angabe und eine Unterlage nachfordern und beantworten", async ({ page }) => {
  const { readFile } = await import("node:fs/promises");
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await hurryToCheck(page, ANSWERS);
  const number = await send(page);
  const code = (await page.locator(".pf-receipt__code").textContent())!;
  await page.context().clearCookies();

  await signIn(page, "schule");
  await page.getByRole("link", { name: number }).click();
  const address = page.url();
  await page.getByRole("button", { name: "Vorgang übernehmen" }).click();
  await page.getByRole("link", { name: "Rückfrage stellen" }).click();
  await inspect(page);
  await page.getByRole("button", { name: "Rückfrage absenden" }).click();
  await expect(page.locator("[data-error-summary]")).toContainText("Schreiben Sie Ihre Frage.");
  await inspect(page);
  await page.getByLabel("Ihre Frage an die Person").fill("Bitte prüfen Sie Ihre IBAN und schicken Sie die Bescheinigung.");
  await page.locator("[value='bank.iban']").check();
  await page.locator("[value='papers.school_certificate']").check();
  await page.getByRole("button", { name: "Vorschau" }).last().click();
  await expect(page.getByText("Noch ist nichts abgesendet.")).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: "Rückfrage absenden" }).click();
  await expect(page.getByText("Wartet auf die Antwort seit").first()).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: "Brief drucken" }).click();
  await expect(page.locator("main")).toContainText(code);
  await inspect(page);
  await page.context().clearCookies();

  await page.goto("/status");
  await page.getByLabel("Eingangsnummer").fill(number);
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Stand ansehen" }).click();
  await inspect(page);
  await page.getByRole("link", { name: "Frage beantworten" }).click();
  await inspect(page);
  const iban = page.locator("[name='bank.iban']");
  await iban.fill("DE00");
  await page.getByRole("button", { name: "Weiter zur Prüfung" }).click();
  await expect(page.locator("[data-error-summary]")).toContainText("IBAN");
  await expect(iban).toHaveValue("DE00");
  await inspect(page);
  await iban.fill("DE02 1203 0000 0000 2020 51");
  const buffer = await readFile("../fixtures/files/invoice.pdf");
  await page.locator("input[type=file]").setInputFiles({ ...PAPER, buffer });
  // A script sends a file as soon as it is chosen.
  const upload = page.locator("button[value^='upload:']");
  if (await upload.isVisible()) await upload.click();
  await expect(page.locator(".pf-file__name")).toContainText("karten.pdf");
  await page.getByRole("button", { name: "Weiter zur Prüfung" }).click();
  await expect(page).toHaveURL(/\/status\/rueckfrage\/pruefen$/);
  await inspect(page);
  await page.locator("[name=confirmed]").check();
  await page.getByRole("button", { name: "Antwort absenden" }).click();
  await expect(page.locator("h1")).toHaveText("Ihre Antwort ist angekommen");
  await inspect(page);
  await page.context().clearCookies();

  await signIn(page, "schule");
  await page.goto(address);
  await expect(page.locator("#rueckfrage ins").first()).toContainText("DE02");
  await expect(page.locator("#rueckfrage")).toContainText("karten.pdf");
  await inspect(page);
});
