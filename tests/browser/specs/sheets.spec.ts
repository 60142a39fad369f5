import { answersOf, merge, type Answers } from "../support/answers";
import { beginAtDesk } from "../support/desk";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const SLUG = "schuelerbefoerderung-erstattung";
const ANSWERS = merge(answersOf("school_transport_refund", "desk_help"), {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
  assisted: { language: "en", interpreter_kind: "staff" },
}) as Answers;

test("Am Schalter wird vorgelesen, gedruckt und später eine Zweitschrift ausgestellt", async ({ page }) => {
  await signIn(page, "schalter");
  await beginAtDesk(page, SLUG);

  await test.step("Die Datenschutzhinweise werden dort gedruckt, wo nach ihnen gefragt wird", async () => {
    await page.getByRole("button", { name: "Datenschutzhinweise drucken" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Hinweise zum Datenschutz" })).toBeVisible();
    await page.getByLabel("Leichte Sprache").check();
    await page.getByLabel("Große Schrift").check();
    await page.getByRole("button", { name: "Anzeigen" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Hinweise zum Daten-Schutz" })).toBeVisible();
    await expect(page.locator(".pf-large")).toHaveCount(1);
    await inspect(page);
    await page.getByRole("link", { name: "Zurück zum Antrag" }).click();
    await expect(page.getByRole("complementary", { name: "Aufnahme am Schalter" })).toBeVisible();
  });

  await fillAllPages(page, ANSWERS);
  await test.step("Vorgelesen wird auf Englisch, daneben steht Deutsch", async () => {
    await page.getByRole("link", { name: "Angaben vorlesen oder zeigen" }).click();
    await expect(page.getByText("Your application has not been sent yet.")).toBeVisible();
    await expect(page.getByText("Ihr Antrag ist noch nicht abgesendet.")).toBeVisible();
    await expect(page.getByText("Ort, Datum")).toBeHidden();
    await inspect(page);
    await page.getByRole("link", { name: "Zurück zum Antrag" }).click();
  });

  const number = await confirmAndSend(page);
  await test.step("Die Bestätigung gibt es groß und in der Sprache der Person", async () => {
    await page.getByRole("link", { name: "Bestätigung drucken" }).click();
    await expect(page.getByText("What happens next")).toBeVisible();
    await inspect(page);
    await page.getByLabel("Deutsch", { exact: true }).check();
    await page.getByLabel("Große Schrift").check();
    await page.getByRole("button", { name: "Anzeigen" }).click();
    await expect(page.getByText("What happens next")).toBeHidden();
    await expect(page.locator(".pf-large")).toContainText(number);
    await inspect(page);
    await page.getByRole("link", { name: "Zurück zur Bestätigung" }).click();
    await page.getByRole("link", { name: "Datenschutzhinweise drucken" }).click();
    await page.getByRole("link", { name: "Zurück zur Bestätigung" }).click();
    await page.getByRole("button", { name: "Nächste Person" }).click();
  });

  await test.step("Wer die Bestätigung verliert, bekommt sie noch einmal, ohne die Angaben", async () => {
    await page.getByRole("link", { name: "Zweitschrift ausstellen" }).click();
    await inspect(page);
    await page.getByRole("button", { name: "Zweitschrift öffnen" }).click();
    await expect(page.getByRole("alert").getByRole("link")).toHaveCount(3);
    await inspect(page);
    await page.getByLabel("Eingangsnummer").fill(number.toLowerCase());
    await page.getByLabel("Name der antragstellenden Person").fill("Robin Beispiel");
    await page.getByLabel("Die Person hat sich ausgewiesen").check();
    await page.getByRole("button", { name: "Zweitschrift öffnen" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Zweitschrift");
    await expect(page.getByText("Alle Angaben ansehen")).toBeHidden();
    await inspect(page);
    await page.getByRole("link", { name: "Bestätigung drucken" }).click();
    await expect(page.getByText("Confirmation of receipt (duplicate)")).toBeVisible();
    await expect(page.locator("body")).not.toContainText("593,00");
    await inspect(page);
    await page.getByRole("link", { name: "Zurück zur Bestätigung" }).click();
    await page.getByRole("button", { name: "Nächste Person" }).click();
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
