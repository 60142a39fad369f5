import { expect, inspect, test } from "../support/test";

const PAGES = [
  "/",
  "/?q=Fahrkarte",
  "/?q=xyzzy",
  "/leistungen/schuelerbefoerderung-erstattung",
  "/impressum",
  "/datenschutz",
  "/barrierefreiheit",
  "/amt/anmelden",
];

for (const address of PAGES) {
  test(`Die Seite ${address} ist für alle zugänglich`, async ({ page }) => {
    const response = await page.goto(address);
    expect(response!.status()).toBe(200);
    await inspect(page);
  });
}

test("Eine falsche Adresse führt auf eine Seite, die weiterhilft", async ({ page }) => {
  const response = await page.goto("/gibt-es-nicht");
  expect(response!.status()).toBe(404);
  await expect(page.locator("main a").first()).toBeVisible();
  await inspect(page);
});

test("Wer keinen Antrag begonnen hat, erfährt, wie es weitergeht", async ({ page }) => {
  const response = await page.goto("/leistungen/schuelerbefoerderung-erstattung/antrag/pruefen");
  expect(response!.status()).toBe(410);
  await expect(page.locator("main a").first()).toBeVisible();
  await inspect(page);
});

test("Ein falsches Passwort wird gemeldet und der Anmeldename bleibt stehen", async ({ page }) => {
  await page.goto("/amt/anmelden");
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.locator("[data-error-summary]")).toBeVisible();
  await inspect(page);
  await page.locator("[name=login]").fill("niemand");
  await page.locator("[name=password]").fill("falsch");
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.locator("[data-error-summary]")).toContainText("Anmeldename oder Passwort stimmen nicht");
  await expect(page.locator("[name=login]")).toHaveValue("niemand");
  await inspect(page);
});

test("Die Vorschau eines Formulars ist zugänglich, mit allen Zweigen", async ({ page }) => {
  for (const slug of ["hundesteuer-anmeldung", "telearbeit-antrag"]) {
    await test.step(slug, async () => {
      await page.goto("/entwicklung/formulare");
      await page.locator(`main a[href$="/${slug}"]`).click();
      await expect(page.getByRole("heading", { name: "Seitenplan" }).first()).toBeVisible();
      await inspect(page);
    });
  }
});

test("Alle Bausteine sind zugänglich, jeder in jeder Form", async ({ page }) => {
  await page.goto("/entwicklung/komponenten");
  const examples = await page
    .locator(".pf-example__name a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
  expect(examples.length).toBeGreaterThan(20);
  for (const address of examples) {
    await test.step(address, async () => {
      await page.goto(address);
      await inspect(page);
    });
  }
});
