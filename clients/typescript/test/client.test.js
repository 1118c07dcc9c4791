// The client against a real platform and daemon, which e2e/…/TypeScriptClientTest starts: HPC_URL, HPC_API_KEY, HPC_TEST_DAEMON.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { openAsBlob } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { Client, CommandFailed, HpcError, isFinished, loadConfig, newKey } from "../dist/index.js";

const BIG = 3_000_000; // Bytes: three windows, and with planned cuts some connections.
const NUMBERS = `seq -f %015.0f 1 ${BIG / 16}`;
const EXPECTED = Buffer.from(Array.from({ length: BIG / 16 }, (_, n) => String(n + 1).padStart(15, "0") + "\n").join(""));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const failing = (code) => (e) => e instanceof HpcError && e.code === code;
const text = (bytes) => new TextDecoder().decode(bytes);
const all = async (pieces) => {
  const found = [];
  for await (const piece of pieces) {
    found.push(piece);
  }
  return found;
};

// With --experimental-websocket, Node 20 has the WebSocket that later ones have.
const options = process.env.HPC_TEST_WEBSOCKET ? { webSocket: globalThis.WebSocket } : {};
let hpc, box, folder;

before(async () => {
  hpc = await Client.open(options);
  box = hpc.daemon(process.env.HPC_TEST_DAEMON);
});
beforeEach(async () => {
  folder = `test-${newKey()}`;
  await box.files.mkdir(folder);
});
after(() => hpc.close());

describe("commands", () => {
  test("a line or a program, its outputs apart, and its exit code", async () => {
    const line = await box.exec("echo out; echo err >&2; exit 7");
    assert.deepEqual([`${line.stdout}`, line.stderr.text, line.exitCode], ["out\n", "err\n", 7]);
    const program = await box.exec(["wc", "-c"], { stdin: "hello", env: { X: "1" }, cwd: folder });
    assert.equal(program.stdout.text.trim(), "5");
    assert.match((await box.exec(["echo", "ü"])).stdout.text, /ü/);
  });

  test("of a long output the middle is left out, and told", async () => {
    const { stdout } = await box.exec(NUMBERS);
    assert.ok(stdout.omitted > 0 && stdout.text.includes("bytes left out"));
    assert.deepEqual(Buffer.from(stdout.bytes.subarray(-1000)), EXPECTED.subarray(-1000));
  });

  test("failures are typed", async () => {
    await assert.rejects(box.exec("echo why >&2; exit 3", { check: true }),
      (e) => e instanceof CommandFailed && e.result.exitCode === 3 && /why/.test(e.message));
    await assert.rejects(box.exec(["no-such-program-4711"]), (e) => e.code === "no_program" && e.advice === "fix_input");
    await assert.rejects(all(box.stream(["no-such-program-4711"])), failing("no_program"));
    await assert.rejects(hpc.daemon("elsewhere").exec("true"), failing("not_found"));
    await assert.rejects(hpc.daemon("elsewhere").files.stat("."), failing("not_found"));
    await assert.rejects((await Client.open({ key: "hpc_agent_none" })).whoami(), failing("unauthorized"));
    await assert.rejects((await Client.open({ url: "http://127.0.0.1:59999", key: "none" })).whoami(), failing("unreachable"));
  });

  test("a key makes a command run once", async () => {
    const key = newKey();
    const command = `echo run >> ${folder}/count; wc -l < ${folder}/count`;
    const said = [await box.exec(command, { key }), await box.exec(command, { key })].map(({ stdout }) => stdout.text);
    assert.deepEqual(said, ["1\n", "1\n"]);
    await assert.rejects(box.exec("true", { key }), (e) => e.code === "key_reused" && e.key === key);
  });

  test("a command is ended after its timeout", async () => {
    const result = await box.exec("sleep 4712.3", { timeout: 0.5 });
    assert.deepEqual([result.timedOut, result.exitCode], [true, undefined]);
  });

  test("one that goes on is found again, read and ended", async () => {
    const run = await box.start("echo begun; sleep 4712.4");
    const again = (await Client.open()).daemon(box.name).run(run.id);
    const pieces = again.output();
    assert.equal(text((await pieces.next()).value.data), "begun\n");
    await assert.rejects(again.wait(0.1), failing("timed_out"));
    assert.ok((await box.runs({ active: true })).some(({ key }) => key === run.id));
    await again.cancel();
    assert.equal((await run.wait()).state, "ENDED");
    assert.deepEqual(await all(pieces), []);
  });

  test("streamed output comes whole and in order", async () => {
    const command = box.stream(`${NUMBERS}; echo end >&2; exit 5`);
    const told = { stdout: [], stderr: [] };
    for await (const { stream, data, gap } of command) {
      assert.equal(gap, 0);
      told[stream].push(data);
    }
    assert.equal((await command.result()).exitCode, 5);
    assert.equal(sha256(Buffer.concat(told.stdout)), sha256(EXPECTED));
    assert.equal(`${Buffer.concat(told.stderr)}`, "end\n");
  });

  test("input is streamed while output is read", async () => {
    const command = box.stream("tee /dev/stderr | sha256sum", { stdin: true });
    const typed = command.write(EXPECTED).then(() => command.closeStdin());
    const told = { stdout: [], stderr: [] };
    for await (const { stream, data } of command) {
      told[stream].push(data);
    }
    await typed;
    assert.equal(sha256(Buffer.concat(told.stderr)), sha256(EXPECTED));
    assert.equal(`${Buffer.concat(told.stdout)}`.split(" ")[0], sha256(EXPECTED));
    assert.equal((await command.result()).exitCode, 0);
  });

  test("a streamed command is ended", async () => {
    const command = box.stream("echo begun; sleep 4712.5");
    assert.equal(text((await command.read()).data), "begun\n");
    await assert.rejects(command.read(0.1), failing("timed_out"));
    await command.cancel();
    assert.equal((await command.result()).cancelled, true);
  });
});

describe("shells", () => {
  test("what changes in a shell persists", async () => {
    const shell = await box.openShell({ name: "work" });
    await shell.run(`cd ${folder} && greeting=hello`);
    const said = await shell.run("echo $greeting from $PWD");
    assert.match(`${said.output}`, /hello from /);
    assert.ok(said.cwd.endsWith(folder));
    assert.equal((await shell.run("sleep 4712.6", { timeout: 0.2 })).running, true);
    await shell.signal("INT");
    assert.ok((await box.shells()).some((each) => each.shell === shell.id));
    await shell.close();
    assert.ok(!(await box.shells()).some((each) => each.shell === shell.id));
  });

  test("what is typed arrives once, and what is printed comes once", async () => {
    const shell = await box.openShell({ rows: 24, cols: 80 });
    const terminal = await shell.attach(0);
    const size = 200_000;
    let seen = "";
    const until = async (wanted) => {
      while (!seen.includes(wanted)) {
        seen += text((await terminal.read()).data);
      }
    };
    await terminal.write(`stty raw -echo; printf 'REA''DY'; head -c ${size} | sha256sum; printf 'DO''NE'\n`);
    await until("READY");
    await terminal.write(EXPECTED.subarray(0, size));
    await until("DONE");
    assert.ok(seen.includes(sha256(EXPECTED.subarray(0, size))));
    await terminal.write("exit 4\n");
    await all(terminal);
    assert.equal(await terminal.wait(), 4);
    await terminal.close();
  });
});

describe("jobs", () => {
  test("a job, its log and its wake-up", async () => {
    const key = newKey();
    const spec = { argv: ["sh", "-c", "echo loss=0.1; echo warning >&2"], name: "train", context: `epoch ${key}` };
    const job = await box.submit(spec, { key });
    assert.equal((await box.submit(spec, { key })).id, job.id);
    assert.equal((await job.wait({ timeout: 300 })).state, "COMPLETED");
    assert.equal((await all(job.logs())).map(({ data }) => text(data)).join(""), "loss=0.1\n");
    assert.equal((await all(job.logs({ stream: "stderr" }))).map(({ data }) => text(data)).join(""), "warning\n");
    assert.ok((await box.jobs({ limit: 1000 })).some((each) => each.job === job.id));
    let event;
    for await (event of hpc.events({ timeout: 300 })) {
      if (event.job.job === job.id) {
        break;
      }
    }
    assert.deepEqual([event.type, event.context, event.stdoutTail.trim()], ["job.finished", `epoch ${key}`, "loss=0.1"]);
    assert.equal(await hpc.ack(event), 1);
    assert.ok(!(await all(hpc.events({ after: event.seq - 1, timeout: 0.2 }))).some(({ id }) => id === event.id));
    await job.remove();
    await assert.rejects(job.status(), failing("not_found"));
  });

  test("a job is cancelled", async () => {
    const job = await box.submit({ script: "#!/bin/bash\necho begun\nsleep 4712.7\n", array: "0-1" });
    assert.equal(text((await job.logs({ element: 1 }).next()).value.data), "begun\n");
    await assert.rejects(job.wait({ timeout: 0.1 }), failing("timed_out"));
    assert.deepEqual((await job.elements()).map(({ element }) => element), [0, 1]);
    const where = { job: job.id, element: 1 }; // The request holds it; on a cluster of SLURM it would run.
    await assert.rejects(box.exec("true", where), (e) => e.code === "invalid_params" && /run on its own machine/.test(e.message));
    await assert.rejects(box.stream("true", where).result(), failing("invalid_params"));
    await assert.rejects(box.openShell(where), failing("invalid_params"));
    await job.cancel();
    assert.equal((await job.wait({ timeout: 300 })).state, "CANCELLED");
  });

  test("a field that jobs do not have is refused by name", async () => {
    await assert.rejects(box.submit({ argv: ["true"], memroyMb: 1 }), (e) => e.code === "invalid_params" && /memroyMb/.test(e.message));
    assert.ok(isFinished({ state: "UNKNOWN", endedAt: "2026-01-01T00:00:00Z" }) && !isFinished({ state: "UNKNOWN" }));
  });
});

describe("files of the machine", () => {
  test("are written, read, edited, found and removed", async () => {
    const { files } = box;
    const name = `${folder}/notes.txt`;
    const written = await files.write(name, "lr = 0.1\nsteps = 10\n");
    assert.equal((await files.read(name, { lines: 1 })).text, "lr = 0.1\n");
    await assert.rejects(files.write(name, "other", { ifAbsent: true }), failing("conflict"));
    const edits = [{ old: "lr = 0.1", text: "lr = 0.01" }, { old: "0", text: "0", all: true }];
    const edited = await files.edit(name, edits, { ifSha256: written.sha256 });
    assert.equal((await files.read(name)).sha256, edited.sha256);
    const found = await files.search(folder, { text: "lr =", globs: ["*.txt"] });
    assert.deepEqual(found.matches.map((each) => [each.path, each.line, each.text]), [["notes.txt", 1, "lr = 0.01"]]);
    await files.move(name, `${folder}/moved.txt`);
    assert.equal((await files.stat(`${folder}/moved.txt`)).type, "file");
    await assert.rejects(files.stat(name), failing("not_found"));
    await files.mkdir(`${folder}/a/b`, { parents: true });
    assert.deepEqual((await files.list(folder, { depth: 2 })).files.map(({ path }) => path), ["a", "a/b", "moved.txt"]);
    assert.equal(await files.remove(`${folder}/a`, { recursive: true }), 2);
  });

  test("large ones go there and come back", async () => {
    const here = await mkdtemp(join(tmpdir(), "hpc-client-"));
    try {
      const there = `${folder}/large`;
      const key = newKey();
      await writeFile(join(here, "source"), EXPECTED);
      for (let n = 0; n < 2; n++) { // The second is answered at once.
        assert.equal((await box.files.upload(await openAsBlob(join(here, "source")), there, { key })).sha256, sha256(EXPECTED));
      }
      assert.equal(await box.files.downloadTo(there, join(here, "back")), sha256(EXPECTED));
      assert.deepEqual(await readFile(join(here, "back")), EXPECTED);
      assert.equal(sha256(await box.files.readBytes(there)), sha256(EXPECTED));
      await assert.rejects(box.files.upload("other", there, { ifAbsent: true }), failing("conflict"));
      await assert.rejects(box.files.downloadTo(`${folder}/nothing`, join(here, "nothing")), failing("not_found"));
      assert.deepEqual((await readdir(here)).sort(), ["back", "source"]);
      assert.equal((await box.files.upload("", `${folder}/empty`)).size, 0);
    } finally {
      await rm(here, { recursive: true });
    }
  });
});

test("a decision about a request is an event", async () => {
  const approval = { approval: "p_11111111", method: "exec.run", summary: "git push", state: "ALLOWED", until: "1970-01-02T01:00:00Z" };
  const event = { id: "e_11111111", daemon: "box", type: "approval.decided", stdoutTail: "", stderrTail: "", approval };
  const platform = createServer((_, answer) => {
    answer.writeHead(200, { "Content-Type": "text/event-stream" });
    answer.write(`id: 7\nevent: approval.decided\ndata: ${JSON.stringify(event)}\n\n`);
  }).listen(0, "127.0.0.1");
  await once(platform, "listening");
  const other = await Client.open({ url: `http://127.0.0.1:${platform.address().port}`, key: "k" });
  try {
    for await (const told of other.events({ timeout: 300 })) {
      assert.deepEqual([told.seq, told.job, told.approval], [7, undefined, approval]);
      break;
    }
  } finally {
    other.close();
    platform.closeAllConnections();
    platform.close();
  }
});

test("the key is where hpc keeps it", async () => {
  const home = await mkdtemp(join(tmpdir(), "hpc-client-"));
  try {
    await writeFile(join(home, "credentials.json"), JSON.stringify({ url: "https://a.example/", key: "k" }));
    assert.deepEqual(await loadConfig({}, { HPC_HOME: home }), { url: "https://a.example", key: "k" });
    assert.deepEqual(await loadConfig({}, { HPC_HOME: home, HPC_URL: "https://b.example" }), { url: "https://b.example", key: "k" });
    await assert.rejects(loadConfig({}, { HPC_HOME: "/nonexistent" }), /HPC_API_KEY/);
    await assert.rejects(loadConfig({ url: "http://hpc.example.org", key: "k" }), failing("invalid_params"));
  } finally {
    await rm(home, { recursive: true });
  }
});
