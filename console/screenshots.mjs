// node screenshots.mjs URL SCRATCH IMAGES: what `screenshots` calls; SCRATCH/platform.log has the sign-in code. Speaks WebDriver itself.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const [url, scratch, images] = process.argv.slice(2);
const port = 9515 + Math.floor(Math.random() * 400);
const driver = spawn("chromedriver", [`--port=${port}`], { stdio: "ignore", env: { ...process.env, HOME: scratch } });

async function ask(method, path, body) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const { value } = await response.json();
  if (value?.error) {
    throw new Error(`${value.error}: ${value.message}`);
  }
  return value;
}

async function until(what, why) {
  for (let tries = 0; tries < 300; tries++) {
    const found = await what().catch(() => undefined);
    if (found) {
      return found;
    }
    await sleep(100);
  }
  throw new Error(`never came: ${why}`);
}

await until(() => ask("GET", "/status"), "chromedriver");
const { sessionId } = await ask("POST", "/session", { capabilities: { alwaysMatch: { "goog:chromeOptions": {
  args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", `--user-data-dir=${scratch}/profile`] } } } });
const session = `/session/${sessionId}`;
const cdp = (cmd, params) => ask("POST", `${session}/goog/cdp/execute`, { cmd, params });
const run = (script, ...args) => ask("POST", `${session}/execute/sync`, { script, args });
const see = (text) => until(() => run("return document.body.innerText.includes(arguments[0])", text), text);
const click = (xpath) => until(() => run("const found = document.evaluate(arguments[0], document, null, 9, null).singleNodeValue;"
  + " found?.click(); return found !== null", xpath), xpath);
const type = (text) => ask("POST", `${session}/actions`, { actions: [{ type: "key", id: "keys",
  actions: [...text].flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]) }] });
const go = (place) => run("location.hash = arguments[0]", place);
const size = (width, height) => cdp("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
const colours = (value) => cdp("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
async function picture(name) {
  await sleep(700); // What moves has come to rest.
  writeFileSync(`${images}/${name}.png`, Buffer.from(await ask("GET", `${session}/screenshot`), "base64"));
}

try {
  mkdirSync(images, { recursive: true });
  await size(900, 560);
  await ask("POST", `${session}/url`, { url });
  await until(() => run("return document.querySelector('input')?.matches(':focus')"), "the page");
  await type("ada@example.org\uE007");
  await see("The code");
  const code = await until(async () => /one-time code for ada@example.org: (\d{6})/.exec(readFileSync(`${scratch}/platform.log`, "utf8"))?.[1], "a code");
  await type(`${code}\uE007`);
  await see("CPUs");
  await go("#/machines/login1/jobs");
  await see("completed");
  await picture("machines");

  await go("#/machines/login1/shells");
  await click("//button[.='Open a shell']");
  await see("connected");
  await type("PS1='ada@login1:\\W$ '; clear\uE007");
  await type("for e in 1 2 3; do printf \"epoch $e  loss \\033[33m0.%d\\033[0m  \\033[32mok\\033[0m\\n\" $((9 - 2 * e)); done\uE007");
  await picture("terminal");

  await colours("dark");
  await size(390, 640);
  await go("#/approvals");
  await see("git");
  await picture("approvals");
} finally {
  await ask("DELETE", session).catch(() => {});
  driver.kill();
}
