import { answersOf } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";

test("Der Fachbereich filtert, übernimmt mehrere Vorgänge nach einer Vorschau und speichert die Liste", async ({ page }) => {
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await fillAllPages(page, answersOf("school_transport_refund", "bicycle_only"));
  const number = await confirmAndSend(page);

  await signIn(page, "schule");
  await page.getByLabel("Leistung").selectOption("school_transport_refund");
  await page.getByRole("button", { name: "Anzeigen" }).click();
  await page.locator("summary", { hasText: "Als Datei speichern" }).click();
  await page.getByLabel("Name der Ansicht").fill("Schulweg");
  await page.getByRole("button", { name: "Ansicht merken" }).click();
  const views = page.getByRole("navigation", { name: "Eigene Ansichten" });
  await expect(views.getByRole("link", { name: "Schulweg" })).toHaveAttribute("aria-current", "page");

  await page.getByRole("checkbox", { name: number }).focus();
  await page.keyboard.press("Space");
  await inspect(page);
  await page.getByLabel("Was soll geschehen?").selectOption("move:claim");
  await page.getByRole("button", { name: "Vorschau zeigen" }).click();
  await expect(page.getByText("Das wird geschehen: 1 Vorgang", { exact: false }).first()).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: "Übernehmen: 1 Vorgang" }).click();
  await expect(page.getByText("Alles ist erledigt.")).toBeVisible();
  await inspect(page);

  await page.getByRole("link", { name: number }).click();
  await page.getByLabel("Merkmal", { exact: true }).fill("Rückruf");
  await page.getByRole("button", { name: "Merkmal vergeben" }).click();
  await expect(page.locator(".pf-history")).toContainText("Merkmal vergeben: Rückruf");
  await inspect(page);

  await page.goto("/postkorb?ansicht=meine&merkmal=own:R%C3%BCckruf");
  await page.locator("summary", { hasText: "Als Datei speichern" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Als Excel-Datei speichern" }).click();
  expect((await download).suggestedFilename()).toMatch(/^postkorb-.*\.xlsx$/);

  await page.goto("/postkorb/ansichten");
  await inspect(page);
  await page.getByRole("button", { name: "Entfernen: Schulweg" }).click();
  await expect(page.getByText("noch keine eigene Ansicht")).toBeVisible();
});
