// Files: chosen, refused, handed in, taken away, with scripts and without. The form is tests/fixtures/forms/files.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Page } from "@playwright/test";

import { goOn } from "../support/answers";
import { confirmAndSend } from "../support/journey";
import { expect, inspect, test } from "../support/test";

const FILES = resolve(__dirname, "../../fixtures/files");

test.use({ baseURL: process.env.PFORTE_FIXTURES_URL });

// Chooses a file. With scripts it is on its way at once, without by the button beside it.
async function handIn(page: Page, field: string, file: string, called = file) {
  const input = page.locator(`input[type=file][name="${field}"]`);
  const content = readFileSync(resolve(FILES, file));
  await page.waitForLoadState("load");
  const answered = page.waitForEvent("load");
  await input.setInputFiles({ name: called, mimeType: "application/octet-stream", buffer: content });
  if (test.info().project.name === "nojs") await page.locator(`button[value="upload:${field}"]`).click();
  await answered;
}

test("Unterlagen hochladen, mit allem, was dabei schiefgeht", async ({ page }) => {
  await page.goto("/leistungen/dateien");
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await page.locator("[name=name]").fill("Anna Öztürk");
  await page.locator("[name=wants][value=true]").check();
  await goOn(page);
  await inspect(page);

  await test.step("Eine geschützte Datei wird abgelehnt, und alles andere bleibt stehen", async () => {
    await page.locator("[name=name]").fill("Anna Weber");
    await handIn(page, "paper", "locked.pdf", "Rechnung.pdf");
    await expect(page.locator("[data-error-summary] li")).toHaveText(["Die Datei „Rechnung.pdf“ ist mit einem Kennwort geschützt. Speichern Sie sie ohne Kennwort, und laden Sie sie dann hoch."]);
    await expect(page.locator("[name=name]")).toHaveValue("Anna Weber");
    await inspect(page);
  });

  await test.step("Zwei Dateien kommen an, eine geht wieder", async () => {
    await handIn(page, "paper", "invoice.pdf", "Rechnung März.pdf");
    await handIn(page, "paper", "photo.jpg", "Foto.jpg");
    const names = page.locator(".pf-file__name");
    await expect(names).toHaveText(["Rechnung März.pdf (559 Byte)", "Foto.jpg (576 Byte)"]);
    await inspect(page);
    await page.getByRole("button", { name: /Entfernen\s*: Foto.jpg/ }).click();
    await expect(names).toHaveText(["Rechnung März.pdf (559 Byte)"]);
    if (test.info().project.name === "js") await expect(page.locator("#field-paper")).toBeFocused();
  });

  await goOn(page);
  await page.locator('[name="rows.0.month"]').fill("Mai");
  await page.locator('[name="rows.0.has_proof"][value=true]').check();
  await goOn(page);
  await handIn(page, "rows.0.proof", "picture.png", "Karte.png");
  await inspect(page);
  await goOn(page);
  await page.getByRole("button", { name: "Termin hinzufügen" }).click();
  await page.locator('[name="events.0.place"]').fill("Halle");
  await handIn(page, "events.0.plan", "photo.jpg", "Plan.jpg");
  await expect(page.locator("[data-error-summary]")).toContainText("Erlaubt ist PDF,");
  await inspect(page);
  await handIn(page, "events.0.plan", "invoice.pdf", "Plan.pdf");
  await goOn(page);
  await goOn(page);
  const main = page.locator("main");
  for (const name of ["Rechnung März.pdf", "Karte.png", "Plan.pdf"]) await expect(main).toContainText(name);

  await test.step("Die eigene Datei lässt sich zurückholen", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /Rechnung März/ }).click()]);
    expect(download.suggestedFilename()).toBe("Rechnung März.pdf");
    expect(readFileSync(await download.path())).toEqual(readFileSync(resolve(FILES, "invoice.pdf")));
  });

  await confirmAndSend(page);
  await inspect(page);
});

test("Wer keine Datei hat, sagt das, und geht weiter", async ({ page }) => {
  await page.goto("/leistungen/dateien");
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await page.locator("[name=name]").fill("Anna");
  await page.locator("[name=wants][value=true]").check();
  await goOn(page);
  await goOn(page);
  await expect(page.locator("[data-error-summary]")).toContainText("Laden Sie bei „Rechnung“ eine Datei hoch oder wählen Sie eine andere Antwort aus.");
  await inspect(page);
  await page.locator('[name="paper.instead"][value=later]').check();
  if (test.info().project.name === "js") await expect(page.locator('input[name="paper"]')).toBeHidden();
  await goOn(page);
  await expect(page).toHaveURL(/\/fahrkarten$/);
});
