import { defineConfig } from "@playwright/test";

const phone = { width: 320, height: 800 };
const desktop = { width: 1280, height: 900 };

export default defineConfig({
  testDir: "specs",
  outputDir: "results/failures",
  globalSetup: "./support/setup.ts",
  // One server for all journeys, one after the other.
  workers: 1,
  forbidOnly: true,
  timeout: 300_000,
  reporter: [["list"]],
  expect: { timeout: 20_000 },
  use: {
    baseURL: process.env.PFORTE_URL,
    locale: "de-DE",
    timezoneId: "Europe/Berlin",
    actionTimeout: 20_000,
    navigationTimeout: 60_000,
    // A page that scrolls smoothly is not still for half a second.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.BROWSER_PATH ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    },
  },
  projects: [
    // The long ways are gone once, the harder way: on a phone and without scripts.
    { name: "js", testIgnore: ["to-the-decision.spec.ts"], use: { viewport: desktop } },
    // Where the focus is, only scripts can tell, and some things only they can do.
    { name: "nojs", testIgnore: ["keyboard.spec.ts", "keyboard-staff.spec.ts", "scripts.spec.ts"], use: { viewport: phone, javaScriptEnabled: false } },
  ],
});
