import { answersOf } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, signIn, signInHere, test } from "../support/test";

const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";

test("Die Leitung weist zu, legt wieder vor und gibt an einen anderen Fachbereich weiter", async ({ page }) => {
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await fillAllPages(page, answersOf("school_transport_refund", "bicycle_only"));
  const number = await confirmAndSend(page);

  await signIn(page, "leitung");
  await page.goto("/postkorb?ansicht=nicht-zugewiesen");
  await page.getByRole("link", { name: number }).click();
  await page.getByText("Einer Person zuweisen").click();
  await page.getByLabel("Wer bearbeitet den Vorgang?").selectOption({ label: "Sascha Schule" });
  await page.getByRole("button", { name: "Zuweisen" }).click();
  await expect(page.getByText("Zugewiesen: Sascha Schule")).toBeVisible();

  await page.getByText("Wiedervorlage setzen").click();
  await page.getByRole("button", { name: "Wiedervorlage speichern" }).click();
  await expect(page.getByRole("alert")).toContainText("wozu der Vorgang wieder vorliegen soll");
  await inspect(page);
  const today = new Date().toLocaleDateString("de-DE", { timeZone: "Europe/Berlin" }).split(".");
  const day = page.getByRole("group", { name: "Wann soll der Vorgang wieder vorliegen?" });
  await day.getByLabel("Tag").fill(today[0]);
  await day.getByLabel("Monat").fill(today[1]);
  await day.getByLabel("Jahr").fill(today[2]);
  await page.getByLabel("Wozu?").fill("Schule anrufen");
  await page.getByRole("button", { name: "Wiedervorlage speichern" }).click();
  await expect(page.getByText("heute fällig")).toBeVisible();

  await page.goto("/postkorb?ansicht=faellig");
  await expect(page.getByRole("row").filter({ hasText: number })).toContainText("heute fällig");
  await page.goto("/postkorb/auslastung");
  await inspect(page);
  await page.goto("/postkorb/vertretung");
  await inspect(page);

  await page.goto("/postkorb?ansicht=faellig");
  await page.getByRole("link", { name: number }).click();
  await page.getByText("An einen anderen Fachbereich weitergeben").click();
  await page.getByLabel("An welchen Fachbereich?").selectOption({ label: "Fachbereich Kultur und Wissenschaft" });
  await page.getByLabel("Warum geben Sie den Vorgang weiter?").fill("Es geht um eine Förderung.");
  await page.getByRole("button", { name: "Vorgang weitergeben" }).click();
  await expect(page.getByRole("row").filter({ hasText: number })).toContainText("Es geht um eine Förderung.");
  await inspect(page);
});
