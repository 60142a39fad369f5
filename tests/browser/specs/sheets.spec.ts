import type { Locator, Page } from "@playwright/test";

import { answersOf, merge, type Answers } from "../support/answers";
import { beginAtDesk } from "../support/desk";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { press, tabTo } from "../support/keyboard";
import { expect, inspect, signIn, test } from "../support/test";

const SLUG = "schuelerbefoerderung-erstattung";
const ANSWERS = merge(answersOf("school_transport_refund", "desk_help"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
  assisted: { language: "en", interpreter_kind: "staff" },
}) as Answers;

// The controls of the clerk, who has no mouse; where the focus is, only scripts can tell.
const hasScripts = () => test.info().project.name === "js";

async function choose(page: Page, language: string) {
  const wanted = page.getByLabel(language, { exact: true });
  if (!hasScripts()) return wanted.check();
  await tabTo(page, page.locator("[name=blatt]:checked"));
  for (let presses = 0; presses < 3 && !(await wanted.isChecked()); presses++) await page.keyboard.press("ArrowDown");
  await expect(wanted).toBeChecked();
}

async function tick(page: Page, box: Locator) {
  if (!hasScripts()) return box.check();
  await tabTo(page, box);
  await page.keyboard.press("Space");
}

async function type(page: Page, line: Locator, text: string) {
  if (!hasScripts()) return line.fill(text);
  await tabTo(page, line);
  await page.keyboard.type(text);
}

test("Am Schalter wird vorgelesen, gedruckt und später eine Zweitschrift ausgestellt", async ({ page }) => {
  await signIn(page, "schalter");
  await beginAtDesk(page, SLUG);

  await test.step("Die Datenschutzhinweise werden dort gedruckt, wo nach ihnen gefragt wird", async () => {
    await press(page, page.getByRole("button", { name: "Datenschutzhinweise drucken" }));
    await expect(page.getByRole("heading", { level: 1, name: "Hinweise zum Datenschutz" })).toBeVisible();
    await choose(page, "Leichte Sprache");
    await tick(page, page.getByLabel("Große Schrift"));
    await press(page, page.getByRole("button", { name: "Anzeigen" }));
    await expect(page.getByRole("heading", { level: 1, name: "Hinweise zum Daten-Schutz" })).toBeVisible();
    await expect(page.locator(".pf-large")).toHaveCount(1);
    await inspect(page);
    await press(page, page.getByRole("link", { name: "Zurück zum Antrag" }));
    await expect(page.getByRole("complementary", { name: "Aufnahme am Schalter" })).toBeVisible();
  });

  await fillAllPages(page, ANSWERS);
  await test.step("Vorgelesen wird auf Englisch, daneben steht Deutsch", async () => {
    await press(page, page.getByRole("link", { name: "Angaben vorlesen oder zeigen" }));
    await expect(page.getByText("Your application has not been sent yet.")).toBeVisible();
    await expect(page.getByText("Ihr Antrag ist noch nicht abgesendet.")).toBeVisible();
    await expect(page.getByText("Ort, Datum")).toBeHidden();
    await inspect(page);
    await press(page, page.getByRole("link", { name: "Zurück zum Antrag" }));
  });

  const number = await confirmAndSend(page);
  await test.step("Die Bestätigung gibt es groß und in der Sprache der Person", async () => {
    await press(page, page.getByRole("link", { name: "Bestätigung drucken" }));
    await expect(page.getByText("What happens next")).toBeVisible();
    await inspect(page);
    await choose(page, "Deutsch");
    await tick(page, page.getByLabel("Große Schrift"));
    await press(page, page.getByRole("button", { name: "Anzeigen" }));
    await expect(page.getByText("What happens next")).toBeHidden();
    await expect(page.locator(".pf-large")).toContainText(number);
    await inspect(page);
    await press(page, page.getByRole("link", { name: "Zurück zur Bestätigung" }));
    await press(page, page.getByRole("link", { name: "Datenschutzhinweise drucken" }));
    await press(page, page.getByRole("link", { name: "Zurück zur Bestätigung" }));
    await press(page, page.getByRole("button", { name: "Nächste Person" }));
  });

  await test.step("Wer die Bestätigung verliert, bekommt sie noch einmal, ohne die Angaben", async () => {
    await press(page, page.getByRole("link", { name: "Zweitschrift ausstellen" }));
    await inspect(page);
    await press(page, page.getByRole("button", { name: "Zweitschrift öffnen" }));
    await expect(page.getByRole("alert").getByRole("link")).toHaveCount(3);
    await inspect(page);
    await type(page, page.getByLabel("Eingangsnummer"), number.toLowerCase());
    await type(page, page.getByLabel("Name der antragstellenden Person"), "Robin Beispiel");
    await tick(page, page.getByLabel("Die Person hat sich ausgewiesen"));
    await press(page, page.getByRole("button", { name: "Zweitschrift öffnen" }));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Zweitschrift");
    await expect(page.getByText("Alle Angaben ansehen")).toBeHidden();
    await inspect(page);
    await press(page, page.getByRole("link", { name: "Bestätigung drucken" }));
    await expect(page.getByText("Confirmation of receipt (duplicate)")).toBeVisible();
    await expect(page.locator("body")).not.toContainText("593,00");
    await inspect(page);
    await press(page, page.getByRole("link", { name: "Zurück zur Bestätigung" }));
    await press(page, page.getByRole("button", { name: "Nächste Person" }));
    await expect(page.getByRole("heading", { name: "Neuer Antrag" })).toBeVisible();
  });
});

test("Alle drucken die Datenschutzhinweise einer Leistung", async ({ page }) => {
  await page.goto(`/leistungen/${SLUG}`);
  await page.getByRole("link", { name: "Datenschutzhinweise zum Ausdrucken" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Hinweise zum Datenschutz" })).toBeVisible();
  await inspect(page);
  await page.getByLabel("English, daneben Deutsch").check();
  await page.getByRole("button", { name: "Anzeigen" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Privacy");
  await inspect(page);
  await page.getByRole("link", { name: "Zurück zur Leistung" }).click();
  await expect(page).toHaveURL(new RegExp(`/leistungen/${SLUG}$`));
});
