package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteDownload;
import org.hpcdaemon.client.RemoteUpload;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Progress;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.message.file.FileContent;
import org.hpcdaemon.protocol.message.file.FileSent;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, there and back, through a real platform and daemon. */
final class FileCopyTest extends OneBox {
    private static final int BYTES = 20_000_000;
    private static final int CUTS = 20;

    private Path here;

    @BeforeAll
    void makeAFolder(@TempDir Path files) {
        here = files;
    }

    private Outcome<String> copy(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "cp";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return world.hpc(key, all);
    }

    @Test
    void aFileIsCopiedThereAndBackWithItsMode() throws IOException {
        byte[] content = random(3_000_001);
        Path file = Files.write(here.resolve("with space"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));

        assertThat(copy(file.toString(), "box:.")).isEqualTo(new Outcome<>(0, "", ""));
        Path back = here.resolve("back");
        Outcome<String> told = copy("--json", "--resume", "box:with space", back.toString());

        assertThat(Files.readAllBytes(box.work().resolve("with space"))).isEqualTo(content);
        assertThat(told.exitCode()).isZero();
        assertThat(told.out()).contains("\"size\" : 3000001");
        assertThat(Files.readAllBytes(back)).isEqualTo(content);
        assertThat(Files.getPosixFilePermissions(back)).isEqualTo(Files.getPosixFilePermissions(file));
    }

    @Test
    void aTreeIsCopiedThereAndBack() throws IOException {
        Path tree = Files.createDirectories(here.resolve("tree/deep"));
        Files.writeString(tree.resolve("data"), "mine");
        Files.createSymbolicLink(tree.resolveSibling("link"), Path.of("deep/data"));

        assertThat(copy(here.resolve("tree").toString(), "box:there").err()).contains("copy it with -r");
        assertThat(copy("-r", here.resolve("tree").toString(), "box:there").exitCode())
                .isZero();
        assertThat(copy("-r", "box:there", here.resolve("again").toString()).exitCode())
                .isZero();

        assertThat(box.work().resolve("there/link")).isSymbolicLink().hasContent("mine");
        assertThat(here.resolve("again/deep/data")).hasContent("mine");
    }

    @Test
    void whatIsOutsideIsRefusedAsToCommands() throws IOException {
        Path file = Files.writeString(here.resolve("small"), "x");

        Outcome<String> outside = copy(file.toString(), "box:/usr/lib/hpc-evil");

        assertThat(outside.exitCode()).isEqualTo(4);
        assertThat(outside.err()).contains("/usr/lib/hpc-evil is outside the allowed directories");
        assertThat(copy("box:nothing", here.toString()).err()).contains("no file nothing");
        assertThat(copy("box:nothing", here.toString()).exitCode()).isEqualTo(1);
    }

    /** It opens as any file does, and fails once it is read. */
    @Test
    void aFileThatCannotBeReadToItsEndGetsNoNameThere() {
        Outcome<String> torn = copy("/proc/self/mem", "box:torn");

        assertThat(torn.exitCode()).as(torn.err()).isEqualTo(1);
        assertThat(torn.err()).contains("Input/output error");
        assertThat(box.work().resolve("torn")).doesNotExist();
    }

    @Test
    void filesOfAMachineAreListedPrintedSearchedMadeAndRemoved() {
        assertThat(world.hpc(key, "mkdir", "box:runs").exitCode()).isZero();
        assertThat(world.hpc(key, "mkdir", "box:runs").err()).contains("runs exists already");
        assertThat(world.hpc(key, "mkdir", "-p", "--json", "box:runs/a/b").out())
                .contains("\"path\" : \"" + box.work().resolve("runs/a/b") + "\"", "\"type\" : \"directory\"");
        try (DaemonSession session = world.client(key).connect(box.id())) {
            session.files().write("runs/a/log", "one\nloss = 0.1\nthree\n");
        }

        assertThat(world.hpc(key, "ls", "box:runs")).isEqualTo(new Outcome<>(0, "a/\n", ""));
        assertThat(world.hpc(key, "ls", "-R", "box:runs").out()).isEqualTo("a/\na/b/\na/log\n");
        assertThat(world.hpc(key, "ls", "-l", "box:runs/a/log").out())
                .matches("-rw-r[-w]-r-- +21  [-0-9]{10}T[0-9:]{8}Z  .*/runs/a/log\n");
        assertThat(world.hpc(key, "cat", "box:runs/a/log", "box:runs/a/log").out())
                .isEqualTo("one\nloss = 0.1\nthree\n".repeat(2));
        assertThat(world.hpc(key, "cat", "--json", "box:runs/a/log").out()).contains("\"more\" : false");
        assertThat(world.hpc(key, "search", "box:runs", "loss =", "-C", "1").out())
                .isEqualTo("a/log-1-one\na/log:2:loss = 0.1\na/log-3-three\n");
        assertThat(world.hpc(key, "search", "box:runs", "-g", "*lo?").out()).isEqualTo("a/log\n");
        assertThat(world.hpc(key, "search", "box:runs", "-E", "^[a-z]+$", "--limit", "1"))
                .isEqualTo(new Outcome<>(
                        0,
                        "a/log:1:one\n",
                        "hpc: there are more matches; raise --limit, or narrow the search by PATH or --glob\n"));

        assertThat(world.hpc(key, "rm", "box:runs").err()).contains("remove it with all that is in it by -r");
        assertThat(world.hpc(key, "rm", "box:runs/nothing").exitCode()).isEqualTo(1);
        assertThat(world.hpc(key, "rm", "-f", "box:runs/nothing").exitCode()).isZero();
        assertThat(world.hpc(key, "rm", "-r", "--json", "box:runs").out()).contains("\"count\" : 4");
        assertThat(box.work().resolve("runs")).doesNotExist();
        assertThat(world.hpc(key, "rm", "-r", "box:/usr/lib").exitCode()).isEqualTo(4);
        assertThat(world.hpc(key, "ls", "runs").err())
                .contains("'runs' names no daemon; write DAEMON:PATH, such as mybox:data");
    }

    @Test
    void agentsReadWriteAndEditByCallsOfTheirOwn() throws IOException {
        try (DaemonSession session = world.client(key).connect(box.id())) {
            session.files().write("train.py", "lr = 0.1\n");
            session.files().edit("train.py", "0.1", "0.01");

            FileContent content = session.files().read("train.py");

            assertThat(content.text()).isEqualTo("lr = 0.01\n");
            assertThat(box.work().resolve("train.py")).hasContent("lr = 0.01\n");
        }
    }

    @Test
    void aFileIsWholeAfterManyCuts() throws Exception {
        byte[] content = random(BYTES);
        Progress progress = new Progress();
        Cutter cutter = new Cutter(world, new SplittableRandom(World.SEED), progress, CUTS, 2L * BYTES / CUTS / 2);
        try (DaemonSession session = world.client(key).connect(box.id())) {
            Thread cutting = Thread.ofVirtual().start(cutter::run);
            RemoteUpload upload = session.files().upload("through-cuts");
            try (OutputStream out = upload.bytes()) {
                for (int at = 0; at < BYTES; at += 40_000) {
                    out.write(content, at, 40_000);
                    progress.add(40_000);
                }
            }
            FileWritten written = upload.result();
            RemoteDownload download = session.files().download("through-cuts", 0);
            byte[] back = new byte[BYTES];
            int done = 0;
            try (InputStream in = download.bytes()) {
                for (int count = in.read(back, 0, 40_000);
                        count > 0;
                        count = in.read(back, done, Math.min(40_000, BYTES - done))) {
                    done += count;
                    progress.add(count);
                    if (done == BYTES) {
                        break;
                    }
                }
                assertThat(in.read()).isEqualTo(-1);
            }
            FileSent sent = download.result();
            cutting.interrupt();
            cutting.join();

            assertThat(done).isEqualTo(BYTES);
            assertThat(back).isEqualTo(content);
            assertThat(sent.sha256()).isEqualTo(written.sha256());
            World.note("%d MB up and down through %d cuts".formatted(BYTES / 1_000_000, cutter.cuts()));
        }
    }
}
