"""The client against a real platform and daemon, which e2e/…/ClientsTest starts: HPC_URL, HPC_API_KEY, HPC_TEST_DAEMON."""

import hashlib
import json
import os
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from hpc_client import (Client, CommandFailed, Config, Conflict, HpcError, InvalidInput, KeyReused, NotFound, NoProgram, TimedOut,
                        Unauthorized, Unreachable, new_key)

BIG = 3_000_000  # Bytes: three windows, and with planned cuts some ten connections.
NUMBERS = f"seq -f %015.0f 1 {BIG // 16}"
EXPECTED = "".join(f"{n:015d}\n" for n in range(1, BIG // 16 + 1)).encode()


class WithDaemon(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hpc = Client()
        cls.box = cls.hpc.daemon(os.environ["HPC_TEST_DAEMON"])

    @classmethod
    def tearDownClass(cls):
        cls.hpc.close()

    def setUp(self):
        self.folder = "test-" + new_key()
        self.box.files.mkdir(self.folder)


class Commands(WithDaemon):
    def test_a_line_or_a_program_its_outputs_apart_and_its_exit_code(self):
        line = self.box.exec("echo out; echo err >&2; exit 7")
        self.assertEqual(("out\n", "err\n", 7, False), (line.stdout, line.stderr, line.exit_code, line.ok))
        program = self.box.exec(["wc", "-c"], stdin="hello", env={"X": "1"}, cwd=self.folder)
        self.assertEqual("5", program.stdout.strip())
        self.assertIn("ü", self.box.exec(["echo", "ü"]).stdout)

    def test_of_a_long_output_the_middle_is_left_out_and_told(self):
        result = self.box.exec(NUMBERS)
        self.assertGreater(result.stdout.omitted, 0)
        self.assertIn("bytes left out", result.stdout)
        self.assertTrue(EXPECTED.startswith(result.stdout.raw[:1000]) and EXPECTED.endswith(result.stdout.raw[-1000:]))

    def test_failures_are_typed(self):
        with self.assertRaises(CommandFailed) as failed:
            self.box.exec("echo why >&2; exit 3", check=True)
        self.assertEqual(3, failed.exception.result.exit_code)
        self.assertIn("why", str(failed.exception))
        with self.assertRaises(NoProgram) as missing:
            self.box.exec(["no-such-program-4711"])
        self.assertEqual(("no_program", "fix_input"), (missing.exception.code, missing.exception.advice))
        with self.assertRaises(NoProgram):
            list(self.box.stream(["no-such-program-4711"]))
        with self.assertRaises(NotFound):
            self.hpc.daemon("elsewhere").exec("true")
        with self.assertRaises(NotFound):
            self.hpc.daemon("elsewhere").files.stat(".")
        with Client(key="hpc_agent_none") as revoked, self.assertRaises(Unauthorized):
            revoked.whoami()
        with Client(url="http://127.0.0.1:1", key="none") as nowhere, self.assertRaises(Unreachable):
            nowhere.whoami()

    def test_a_key_makes_a_command_run_once(self):
        key = new_key()
        command = f"echo run >> {self.folder}/count; wc -l < {self.folder}/count"
        self.assertEqual(["1\n", "1\n"], [self.box.exec(command, key=key).stdout for _ in range(2)])
        with self.assertRaises(KeyReused) as reused:
            self.box.exec("true", key=key)
        self.assertEqual(key, reused.exception.key)

    def test_a_command_is_ended_after_its_timeout(self):
        result = self.box.exec("sleep 4711.3", timeout=0.5)
        self.assertTrue(result.timed_out)
        self.assertIsNone(result.exit_code)

    def test_one_that_goes_on_is_found_again_read_and_ended(self):
        run = self.box.start("echo begun; sleep 4711.4")
        elsewhere = Client()
        self.addCleanup(elsewhere.close)
        again = elsewhere.daemon(self.box.name).run(run.id)
        pieces = again.output()
        self.assertEqual(b"begun\n", next(pieces).data)
        with self.assertRaises(TimedOut):
            again.wait(timeout=0.1)
        self.assertIn(run.id, [info.key for info in self.box.runs(active=True)])
        again.cancel()
        self.assertEqual("ENDED", run.wait().state)
        self.assertEqual([], list(pieces))

    def test_streamed_output_comes_whole_and_in_order(self):
        with self.box.stream(NUMBERS + "; echo end >&2; exit 5") as command:
            told = {"stdout": hashlib.sha256(), "stderr": hashlib.sha256()}
            for piece in command:
                self.assertEqual(0, piece.gap)
                told[piece.stream].update(piece.data)
            self.assertEqual(5, command.result().exit_code)
        self.assertEqual(hashlib.sha256(EXPECTED).hexdigest(), told["stdout"].hexdigest())
        self.assertEqual(hashlib.sha256(b"end\n").hexdigest(), told["stderr"].hexdigest())

    def test_input_is_streamed_while_output_is_read(self):
        command = self.box.stream("tee /dev/stderr | sha256sum", stdin=True)
        typing = threading.Thread(target=lambda: (command.write(EXPECTED), command.close_stdin()))
        typing.start()
        echoed, digest = hashlib.sha256(), b""
        for piece in command:
            if piece.stream == "stderr":
                echoed.update(piece.data)
            else:
                digest += piece.data
        typing.join()
        self.assertEqual(hashlib.sha256(EXPECTED).hexdigest(), echoed.hexdigest())
        self.assertEqual(hashlib.sha256(EXPECTED).hexdigest(), digest.split()[0].decode())
        self.assertTrue(command.result().ok)

    def test_what_is_left_is_ended(self):
        with self.box.stream("echo begun; sleep 4711.5") as command:
            self.assertEqual("begun\n", command.read().text)
            with self.assertRaises(TimedOut):
                command.read(timeout=0.1)
        self.assertEqual("ENDED", self.box.run(command.key).wait().state)


class Shells(WithDaemon):
    def test_what_changes_in_a_shell_persists(self):
        with self.box.open_shell(name="work") as shell:
            shell.run(f"cd {self.folder} && greeting=hello")
            said = shell.run("echo $greeting from $PWD")
            self.assertIn("hello from ", said.output)
            self.assertTrue(said.cwd.endswith(self.folder))
            self.assertTrue(shell.run("sleep 4711.6", timeout=0.2).running)
            shell.signal("INT")
            self.assertIn(shell.id, [each["shell"] for each in self.box.shells()])
        self.assertNotIn(shell.id, [each["shell"] for each in self.box.shells()])

    def test_what_is_typed_arrives_once_and_what_is_printed_comes_once(self):
        with self.box.open_shell(rows=24, cols=80) as shell, shell.attach(begin=0) as terminal:
            size = 200_000
            terminal.write("stty raw -echo; printf READY; head -c %d | sha256sum; printf DONE\n" % size)
            seen = b""
            while not seen.endswith(b"READY"):
                seen += terminal.read().data
            typed = EXPECTED[:size]
            terminal.write(typed)
            while b"DONE" not in seen.split(b"READY")[-1]:
                seen += terminal.read().data
            self.assertIn(hashlib.sha256(typed).hexdigest().encode(), seen)
            terminal.write("exit 4\n")
            for _ in terminal:
                pass
            self.assertEqual(4, terminal.wait(60))


class Jobs(WithDaemon):
    def test_a_job_its_log_and_its_wake_up(self):
        key = new_key()
        job = self.box.submit(["sh", "-c", "echo loss=0.1; echo warning >&2"], name="train", context="epoch " + key, key=key)
        self.assertEqual(job.id, self.box.submit(["sh", "-c", "echo loss=0.1; echo warning >&2"], name="train",
                                                 context="epoch " + key, key=key).id)
        info = job.wait(timeout=300)
        self.assertTrue(info.succeeded, info)
        self.assertEqual("loss=0.1\n", "".join(piece.text for piece in job.logs()))
        self.assertEqual("warning\n", "".join(piece.text for piece in job.logs("stderr")))
        self.assertIn(job.id, [each.job for each in self.box.jobs(limit=1000)])
        event = next(event for event in self.hpc.events(timeout=300) if event.job.job == job.id)
        self.assertEqual(("job.finished", "epoch " + key, "loss=0.1"),
                         (event.type, event.context, event.stdout_tail.strip()))
        self.assertEqual(1, self.hpc.ack(event))
        self.assertEqual([], [again.id for again in self.hpc.events(after=event.seq - 1, timeout=0.2) if again.id == event.id])
        job.remove()
        with self.assertRaises(NotFound):
            job.status()

    def test_a_job_is_cancelled(self):
        job = self.box.submit(script="#!/bin/bash\necho begun\nsleep 4711.7\n", array="0-1")
        self.assertEqual("begun\n", next(job.logs(element=1)).text)
        with self.assertRaises(TimedOut):
            job.wait(timeout=0.1)
        self.assertEqual([0, 1], [each.element for each in job.elements()])
        with self.assertRaises(InvalidInput) as refused:  # the request holds where; on a cluster of SLURM it would run
            self.box.exec("true", job=job.id, element=1)
        self.assertIn("run on its own machine", str(refused.exception))
        with self.assertRaises(InvalidInput):
            self.box.stream("true", job=job.id, element=1).result()
        with self.assertRaises(InvalidInput):
            self.box.open_shell(job=job.id, element=1)
        job.cancel()
        self.assertEqual("CANCELLED", job.wait(timeout=300).state)

    def test_a_field_that_jobs_do_not_have_is_refused_by_name(self):
        with self.assertRaises(InvalidInput) as refused:
            self.box.submit(["true"], memroy_mb=1)
        self.assertIn("memroyMb", str(refused.exception))

    def test_each_wake_up_comes_once_over_several_streams(self):
        jobs = [self.box.submit(["true"], context=str(n)) for n in range(5)]
        wanted, contexts = {job.id for job in jobs}, []
        for event in self.hpc.events(timeout=300):
            if event.job.job in wanted:
                contexts.append(event.context)
                self.hpc.ack(event)
            if len(contexts) == len(jobs):
                break
        self.assertEqual(["0", "1", "2", "3", "4"], sorted(contexts))


class FilesOfTheMachine(WithDaemon):
    def test_written_read_edited_found_and_removed(self):
        files, name = self.box.files, self.folder + "/notes.txt"
        written = files.write(name, "lr = 0.1\nsteps = 10\n")
        self.assertEqual("lr = 0.1\n", files.read(name, lines=1).text)
        with self.assertRaises(Conflict):
            files.write(name, "other", if_absent=True)
        edited = files.edit(name, ("lr = 0.1", "lr = 0.01"), {"old": "0", "text": "0", "all": True}, if_sha256=written.sha256)
        self.assertEqual(edited.sha256, files.read(name).sha256)
        found = files.search(self.folder, "lr =", globs=["*.txt"])
        self.assertEqual([("notes.txt", 1, "lr = 0.01")], [(each.path, each.line, each.text) for each in found.matches])
        files.move(name, self.folder + "/moved.txt")
        self.assertEqual("file", files.stat(self.folder + "/moved.txt").type)
        with self.assertRaises(NotFound):
            files.stat(name)
        files.mkdir(self.folder + "/a/b", parents=True)
        self.assertEqual(["a", "a/b", "moved.txt"], [
            each.path for each in files.list(self.folder, depth=2).files])
        self.assertEqual(2, files.remove(self.folder + "/a", recursive=True))

    def test_a_name_that_is_not_utf_8_goes_there_and_comes_back(self):
        name = os.fsdecode(b"caf\xe9")
        self.box.files.write(f"{self.folder}/{name}", b"\x00\xff")
        self.assertIn(name, [each.path for each in self.box.files.list(self.folder).files])
        self.assertEqual(b"\x00\xff", self.box.files.read(f"{self.folder}/{name}").data)
        self.box.files.remove(f"{self.folder}/{name}")

    def test_large_files_there_and_back(self):
        with tempfile.TemporaryDirectory() as here:
            source, back, key = Path(here, "source"), Path(here, "back"), new_key()
            source.write_bytes(EXPECTED)
            there = f"{self.folder}/large"
            for _ in range(2):  # The second is answered at once.
                self.assertEqual(hashlib.sha256(EXPECTED).hexdigest(), self.box.files.upload(source, there, key=key).sha256)
            self.assertEqual(hashlib.sha256(EXPECTED).hexdigest(), self.box.files.download(there, back))
            self.assertEqual(EXPECTED, back.read_bytes())
            self.assertEqual(EXPECTED, self.box.files.read_bytes(there))
            self.assertEqual(["back", "source"], sorted(os.listdir(here)))
            with self.assertRaises(Conflict):
                self.box.files.upload(b"other", there, if_absent=True)
            with self.assertRaises(NotFound):
                self.box.files.download(self.folder + "/nothing", back)
            self.assertEqual(0, self.box.files.upload(b"", self.folder + "/empty").size)


class Decided(unittest.TestCase):
    def test_a_decision_about_a_request_is_an_event(self):
        self.is_told(closing=False)

    def test_a_server_or_proxy_may_close_the_connection_after_the_stream(self):
        self.is_told(closing=True)

    def is_told(self, closing: bool) -> None:
        event = {"id": "e_11111111", "daemon": "box", "type": "approval.decided", "at": "1970-01-01T01:00:00Z", "stdoutTail": "",
                 "stderrTail": "", "approval": {"approval": "p_11111111", "method": "exec.run", "summary": "git push", "state": "ALLOWED",
                                                "reason": "asked", "until": "1970-01-02T01:00:00Z", "note": "not before noon"}}

        class Platform(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header(*(("Connection", "close") if closing else ("Transfer-Encoding", "chunked")))
                self.end_headers()
                told = f"id: 7\nevent: approval.decided\ndata: {json.dumps(event)}\n\n".encode()
                self.wfile.write(told if closing else b"%x\r\n%s\r\n0\r\n\r\n" % (len(told), told))

            def log_message(self, *_):
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Platform) as platform:
            threading.Thread(target=platform.serve_forever, daemon=True).start()
            with Client(f"http://127.0.0.1:{platform.server_port}", "k") as hpc:
                told = next(hpc.events(timeout=300))
            platform.shutdown()
        self.assertEqual((7, "approval.decided", ""), (told.seq, told.type, told.job.job))
        self.assertEqual(("p_11111111", "ALLOWED", "1970-01-02T01:00:00Z", "not before noon"),
                         (told.approval.approval, told.approval.state, told.approval.until, told.approval.note))


class Configured(unittest.TestCase):
    def test_the_key_is_where_hpc_keeps_it(self):
        with tempfile.TemporaryDirectory() as home:
            Path(home, "credentials.json").write_text(json.dumps({"url": "https://a.example/", "key": "k", "caFile": "/ca"}))
            self.assertEqual(Config("https://a.example", "k", "/ca"), Config.load(environment={"HPC_HOME": home}))
            there = {"HPC_HOME": home, "HPC_URL": "https://b.example", "HPC_API_KEY": "l"}
            self.assertEqual(Config("https://b.example", "l", "/ca"), Config.load(environment=there))
            self.assertNotIn("secret", repr(Config("https://a.example", "secret")))

    def test_without_a_key_or_on_an_open_line_it_says_what_to_do(self):
        with self.assertRaises(Unauthorized) as missing:
            Config.load(environment={"HPC_HOME": "/nonexistent"})
        self.assertIn("HPC_API_KEY", str(missing.exception))
        with self.assertRaises(InvalidInput):
            Config.load("http://hpc.example.org", "k", environment={})

    def test_an_error_of_a_newer_version_keeps_its_code(self):
        from hpc_client.errors import error
        self.assertEqual(("brand_new", "retry", HpcError), (error("brand_new", "m", "retry").code,
                                                           error("brand_new", "m", "retry").advice, type(error("brand_new", "m"))))


if __name__ == "__main__":
    unittest.main()
