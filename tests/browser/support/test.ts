// The test function of all specs: a page that remembers the HTML it was sent, and what is looked at on
// every page of every journey.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { RunOptions } from "axe-core";
import { expect, test as base, type Page, type Response } from "@playwright/test";

// What the script that looks for barriers leaves in a page.
declare const axe: typeof import("axe-core");

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const documents = new WeakMap<Page, Response>();
let kept = 0;

export const test = base.extend({
  page: async ({ page }, use) => {
    page.on("response", (response) => {
      const isPage = response.request().resourceType() === "document" && response.frame() === page.mainFrame();
      if (isPage && response.status() !== 303) documents.set(page, response);
    });
    await use(page);
  },
});

export { expect };

// Looks for barriers, and for colours that cannot be read in the dark. Not without scripts: axe is one.
export async function findBarriers(page: Page, inTheDark = true) {
  if (test.info().project.use.javaScriptEnabled === false) return;
  await page.evaluate(AXE);
  await tellBarriers(page, RULES);
  if (!inTheDark) return;
  await page.emulateMedia({ colorScheme: "dark" });
  await tellBarriers(page, { type: "rule", values: ["color-contrast"] });
  await page.emulateMedia({ colorScheme: null });
}

async function tellBarriers(page: Page, runOnly: RunOptions["runOnly"]) {
  const options: RunOptions = { runOnly, resultTypes: ["violations"] };
  const told = await page.evaluate(async (options) => {
    const { violations } = await axe.run(document, options);
    return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html) }));
  }, options);
  expect.soft(told, `barriers on ${page.url()}`).toEqual([]);
}

// Keeps the HTML for the validator, which runs once at the end; each answer once.
export async function keep(page: Page) {
  const response = documents.get(page);
  if (!response || response.url() !== page.url().replace(/#.*/, "")) return;
  write(response.url(), response.status(), await response.body());
  documents.delete(page);
}

// Keeps what stands at an address, without leaving the page.
export async function keepAddress(page: Page, address: string) {
  // The server closes a connection that was idle; asking again is what a browser does.
  const response = await page.request.get(address, { maxRetries: 3 });
  write(response.url(), response.status(), await response.body());
}

function write(address: string, status: number, body: Buffer) {
  const name = new URL(address).pathname.replaceAll("/", "_");
  const file = `${test.info().project.name}-${String(++kept).padStart(4, "0")}${name}-${status}.html`;
  writeFileSync(join(process.env.PFORTE_RESULTS!, "html", file), body);
}

// On a phone, nothing may be wider than the page (WCAG 1.4.10).
export async function fits(page: Page) {
  // Right after a press the document may have nothing in it yet.
  await page.waitForLoadState("domcontentloaded");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(width, `width of ${page.url()}`).toBeLessThanOrEqual(page.viewportSize()!.width);
}

// All of it: the HTML, the width, the barriers.
export async function inspect(page: Page, inTheDark = true) {
  await keep(page);
  await fits(page);
  await findBarriers(page, inTheDark);
}

// The address of a page without the numbers of drafts and rows, so that it is the same for all of them.
export function addressOf(page: Page): string {
  return new URL(page.url()).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, "*");
}

const seen = new Map<string, Set<string>>();

// All of it, if the page asks something that no page at this address asked in this state before. Returns whether
// it did.
export async function inspectNew(page: Page, state: string): Promise<boolean> {
  await page.waitForLoadState();
  const names = await page
    .locator("main form [name]")
    .evaluateAll((controls) => controls.map((control) => control.getAttribute("name")!));
  const asked = names.map((name) => name.replace(/\.\d+\./, ".*."));
  const key = `${addressOf(page)} ${state}`;
  const known = seen.get(key);
  if (known && asked.every((name) => known.has(name))) return false;
  seen.set(key, new Set([...(known ?? []), ...asked]));
  // What is typed has the colours of the empty page, which was looked at.
  await inspect(page, state !== "filled");
  return true;
}

// The password of an account, as the program printed it.
export function passwordOf(login: string): string {
  const passwords: Record<string, string> = JSON.parse(process.env.PFORTE_PASSWORDS!);
  return passwords[login];
}

// Signs in to the staff side with an account that the program printed.
export async function signIn(page: Page, login: string) {
  await page.goto("/amt/anmelden");
  await signInHere(page, login);
}

// The same on the sign-in page that is there.
export async function signInHere(page: Page, login: string) {
  await page.locator("[name=login]").fill(login);
  await page.locator("[name=password]").fill(passwordOf(login));
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.getByRole("button", { name: "Abmelden" })).toBeVisible();
}
