package org.hpcdaemon.session.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hpcdaemon.linux.system.Fd;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.SearchContent;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At each level, a file call reaches what a command reaches, and nothing else. */
final class FileLimitsTest {
    private static final String SECRET = "XsecretX";

    @Nested
    final class InABox extends EnforcedContract {
        @Override
        FileRig rig(Path folder) throws IOException {
            Enforcing.assumeBoxes();
            FileRig rig = FileRig.within(folder, System.getenv("PATH"), IfUnenforced.REFUSE);
            assertThat(rig.guard.level())
                    .isInstanceOfSatisfying(
                            Level.Enforced.class,
                            level -> assertThat(level.mechanism()).isEqualTo(Mechanism.BUBBLEWRAP));
            return rig;
        }

        @Test
        void theirTmpIsThatOfCommands() throws Exception {
            run("echo mine >/tmp/of-the-agent");

            assertThat(rig.read("/tmp/of-the-agent").text()).isEqualTo("mine\n");
            assertThat(rig.read("/var/tmp/of-the-agent").text()).isEqualTo("mine\n");
        }

        @Test
        void aHiddenFolderIsEmpty() {
            assertThat(rig.list(folder.resolve("user/.ssh")).files()).isEmpty();
            assertThat(rig.list(folder.resolve("state")).files())
                    .extracting(file -> file.path().text())
                    .doesNotContain("state.db");
        }

        @Test
        void noProcessIsSeen() {
            assertThat(rig.list("/proc").files())
                    .extracting(file -> file.path().text())
                    .doesNotContain(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Nested
    final class InALandlockDomain extends EnforcedContract {
        @Override
        FileRig rig(Path folder) throws IOException {
            Enforcing.assume(Mechanism.LANDLOCK);
            FileRig rig = FileRig.within(
                    folder, Files.createDirectories(folder.resolve("empty")).toString(), IfUnenforced.REFUSE);
            assertThat(rig.guard.level())
                    .isInstanceOfSatisfying(
                            Level.Enforced.class,
                            level -> assertThat(level.mechanism()).isEqualTo(Mechanism.LANDLOCK));
            return rig;
        }
    }

    @Nested
    final class Advised extends Contract {
        @Override
        FileRig rig(Path folder) throws IOException {
            return FileRig.advisory(folder);
        }
    }

    @Nested
    final class Off extends Contract {
        @Override
        FileRig rig(Path folder) throws IOException {
            return FileRig.off(folder);
        }

        @Override
        boolean keepsIn() {
            return false;
        }
    }

    @Test
    void whereNothingMayRunNoFileIsReached(@TempDir(factory = OutsideTmp.class) Path folder) throws IOException {
        try (FileRig rig = FileRig.refusing(folder)) {
            rig.write("work/data", "mine");

            assertThatThrownBy(() -> rig.read("data"))
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED));
        }
    }

    abstract static class EnforcedContract extends Contract {
        @Test
        void magicLinksLeadNowhere() {
            assertThatThrownBy(() -> rig.read("to-root/user/.netrc")).isInstanceOf(HpcException.class);
            long self = ProcessHandle.current().pid();
            for (String link : List.of("root" + folder + "/state/state.db", "cwd", "fd/0")) {
                assertThatThrownBy(() -> rig.read("/proc/" + self + "/" + link)).isInstanceOf(HpcException.class);
            }
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Contract {
        Path folder;
        FileRig rig;

        @SuppressWarnings("NullAway.Init") // made before all tests
        Contract() {}

        abstract FileRig rig(Path folder) throws IOException;

        @BeforeAll
        void prepare(@TempDir(factory = OutsideTmp.class) Path made) throws Exception {
            folder = made.toRealPath();
            rig = rig(folder);
            rig.write("work/data", "mine");
            rig.write("work/deep/er/data", "deeper");
            rig.write("work-evil/data", "of a sibling");
            rig.write("user/data", "readable");
            for (String secret : List.of("user/.ssh/id_ed25519", "user/.netrc", "user/mine", "state/state.db")) {
                rig.write(secret, SECRET);
            }
            Files.createSymbolicLink(rig.work().resolve("to-data"), Path.of("deep/er/data"));
            Files.createSymbolicLink(rig.work().resolve("to-outside"), folder.resolve("user/data"));
            Files.createSymbolicLink(rig.work().resolve("to-secret"), folder.resolve("user/.netrc"));
            Files.createSymbolicLink(rig.work().resolve("to-ssh"), folder.resolve("user/.ssh"));
            Files.createSymbolicLink(rig.work().resolve("to-root"), Path.of("/proc/self/root" + folder));
            Files.createSymbolicLink(rig.work().resolve("round"), Path.of("round"));
        }

        @AfterAll
        void close() {
            if (rig != null) {
                rig.close();
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "work/data",
                    "work/deep/er/data",
                    "work/deep/../data",
                    "work//deep/./er/data",
                    "work/to-data",
                    "work/to-outside",
                    "work-evil/data",
                    "work/../work-evil/data",
                    "user/data",
                    "user/.ssh/id_ed25519",
                    "user/.netrc",
                    "user/mine",
                    "state/state.db",
                    "work/to-secret",
                    "work/to-ssh/id_ed25519",
                    "work/../user/.ssh/id_ed25519",
                    "work/nothing",
                    "work/data/x",
                    "work/round",
                })
        void itReadsWhatACommandReads(String file) throws Exception {
            String name = folder.resolve(".") + "/" + file;
            String printed = run("cat '" + name + "' 2>/dev/null");

            String read;
            try {
                read = String.valueOf(rig.read(name).text());
            } catch (HpcException e) {
                read = "";
            }

            assertThat(read).isEqualTo(printed);
        }

        @Test
        void aSearchFindsWhatACommandFinds() throws Exception {
            Set<String> printed = run("grep -r -l -D skip " + SECRET + " '" + folder + "' 2>/dev/null")
                    .lines()
                    .collect(Collectors.toSet());

            FileMatches found = rig.files.search(
                    FileRig.CALLER,
                    FileRequest.Search.all(FileRig.path(folder)).withContent(SearchContent.ofText(SECRET)));

            assertThat(found.matches().stream().map(match -> found.path() + "/" + match.path()))
                    .hasSameElementsAs(printed);
            assertThat(found.stopped()).isNull();
        }

        @Test
        void whatIsNoFileIsRefusedWithoutWaiting() throws Exception {
            run("mkfifo '" + rig.work().resolve("fifo") + "'");
            assumeTrue(Files.exists(rig.work().resolve("fifo")), "no FIFO could be made here");

            assertThatThrownBy(() -> rig.read("fifo"))
                    .isInstanceOf(HpcException.class)
                    .hasMessageContaining("fifo is a FIFO");
            assertThatThrownBy(() -> rig.read("/dev/zero"))
                    .isInstanceOf(HpcException.class)
                    .hasMessageContaining("/dev/zero is a device");
            assertThatThrownBy(() -> rig.read("deep"))
                    .isInstanceOf(HpcException.class)
                    .hasMessageContaining("deep is a directory; file.list shows what is in it");
            assertThatThrownBy(() -> rig.read("/proc/kmsg")).isInstanceOf(HpcException.class);
        }

        /** Root outside a box has that permission all the same. */
        @Test
        void aDirectoryWithoutPermissionIsListedIfACommandMayAndSaidToBeWithoutOtherwise() throws Exception {
            Path closed = Files.createDirectories(rig.work().resolve("closed"));
            Files.writeString(closed.resolve("inside"), "x");
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
            try {
                String printed = run("ls '" + closed + "' 2>/dev/null");

                String listed;
                try {
                    listed = rig.list("closed").files().getFirst().path().text() + "\n";
                } catch (HpcException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED);
                    assertThat(e).hasMessageContaining("no permission for that: closed");
                    listed = "";
                }

                assertThat(listed).isEqualTo(printed);
            } finally {
                Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
            }
        }

        @Test
        void aLinkIsToldOfAndItsTargetIfAsked() {
            FileInfo link = rig.stat("to-data", false);
            FileInfo file = rig.stat("to-data", true);

            assertThat(link.target()).isEqualTo(FileRig.path("deep/er/data"));
            assertThat(link.path()).isEqualTo(FileRig.path(rig.work().resolve("to-data")));
            assertThat(file.path()).isEqualTo(FileRig.path(rig.work().resolve("deep/er/data")));
            assertThat(file.size()).isEqualTo(6);
        }

        /** Whether what leads outside is refused. */
        boolean keepsIn() {
            return true;
        }

        private List<ThrowingCallable> changes(String place) {
            FilePath outside = FileRig.path(folder + "/" + place);
            FilePath mine = FileRig.path("mine-" + place.replace('/', '-'));
            return List.of(
                    () -> rig.files.write(FileRig.CALLER, FileRequest.Write.of(FileRig.key(), outside, "evil")),
                    () -> rig.files.edit(
                            FileRig.CALLER,
                            new FileRequest.Edit(
                                    FileRig.key(),
                                    outside,
                                    List.of(new FileRequest.Replacement("a", "evil", true)),
                                    null)),
                    () -> rig.files.makeDirectory(
                            FileRig.CALLER,
                            new FileRequest.MakeDirectory(
                                    FileRig.key(), FilePath.of(outside.text() + "-d/e"), true, null)),
                    () -> rig.files.move(FileRig.CALLER, new FileRequest.Move(FileRig.key(), outside, mine, false)),
                    () -> rig.files.move(
                            FileRig.CALLER, new FileRequest.Move(FileRig.key(), FileRig.path("data"), outside, true)),
                    () -> rig.files.remove(FileRig.CALLER, new FileRequest.Remove(FileRig.key(), outside, true)));
        }

        @Test
        void aChangeOutsideIsRefusedAsOutsideAndNotForLackOfPermission() {
            if (keepsIn()) {
                assertThatThrownBy(changes("work-evil/new").getFirst())
                        .hasMessageContaining(
                                folder + "/work-evil/new is outside the allowed directories: " + rig.work());
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "work-evil/data",
                    "work-evil/new",
                    "work/../work-evil/data",
                    "user/data",
                    "user/new",
                    "user/.netrc",
                    "user/.ssh/id_ed25519",
                    "user/.ssh/authorized_keys",
                    "state/state.db",
                    "work/to-ssh/id_ed25519",
                    "work/deep/../../user/data",
                })
        void whatIsOutsideIsChangedInNoWay(String place) throws Exception {
            if (!keepsIn()) {
                return;
            }
            Map<String, String> before = outside();
            for (ThrowingCallable change : changes(place)) {
                assertThatThrownBy(change).as(place).isInstanceOf(HpcException.class);
            }
            assertThat(outside()).isEqualTo(before);
            assertThat(rig.work().resolve("data")).hasContent("mine");
        }

        @Test
        void throughALinkNothingOutsideIsWritten() throws Exception {
            if (!keepsIn()) {
                return;
            }
            Map<String, String> before = outside();

            for (String link : List.of("to-outside", "to-secret", "to-root/user/data")) {
                assertThatThrownBy(() -> rig.files.write(
                                FileRig.CALLER, FileRequest.Write.of(FileRig.key(), FileRig.path(link), "evil")))
                        .isInstanceOf(HpcException.class);
            }
            assertThat(outside()).isEqualTo(before);
        }

        /** A name that an agent made is one file's of several; the others are not the agent's. */
        @Test
        void ofAHardLinkOnlyTheNameIsReplaced() throws Exception {
            Files.createLink(rig.work().resolve("hard"), folder.resolve("user/data"));

            rig.files.write(FileRig.CALLER, FileRequest.Write.of(FileRig.key(), FileRig.path("hard"), "mine now"));

            assertThat(folder.resolve("user/data")).hasContent("readable");
            assertThat(rig.work().resolve("hard")).hasContent("mine now");
        }

        /** Who checks a path and then uses it may find another. */
        @Test
        void aDirectoryThatIsSwappedForALinkLeadsNowhere() throws Exception {
            if (!keepsIn()) {
                return;
            }
            Path swapped = rig.work().resolve("swapped");
            Files.createDirectory(swapped);
            Map<String, String> before = outside();
            AtomicBoolean over = new AtomicBoolean();
            Thread swapper = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    try {
                        Files.move(swapped, rig.work().resolve("aside"));
                        Files.createSymbolicLink(swapped, folder.resolve("user"));
                        Files.delete(swapped);
                        Files.move(rig.work().resolve("aside"), swapped);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            for (int i = 0; i < 200; i++) {
                try {
                    rig.files.write(
                            FileRig.CALLER, FileRequest.Write.of(FileRig.key(), FileRig.path("swapped/data"), "evil"));
                } catch (HpcException _) {
                    // the link was there, or nothing
                }
            }
            over.set(true);
            swapper.join();
            assertThat(outside()).isEqualTo(before);
        }

        private Map<String, String> outside() throws IOException {
            Map<String, String> seen = new TreeMap<>();
            for (String place : List.of("work-evil", "user", "state")) {
                try (Stream<Path> all = Files.walk(folder.resolve(place))) {
                    for (Path path : all.filter(path -> !path.toString().contains("state/guard")
                                    && !path.toString().contains("state/tmp"))
                            .toList()) {
                        seen.put(path.toString(), Files.isRegularFile(path) ? Files.readString(path) : "");
                    }
                }
            }
            return seen;
        }

        /** As an agent's command does. */
        String run(String command) throws Exception {
            Spawner.Piped piped = Spawner.onPipes(
                    rig.guard.command(new Spawner.Command(
                            List.of("/bin/sh", "-c", command), Map.of("PATH", "/usr/bin:/bin"), "/")),
                    false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (Fd stdout = piped.stdout();
                    Fd _ = piped.stderr()) {
                byte[] piece = new byte[1024];
                for (int count = stdout.read(piece, 60_000); count > 0; count = stdout.read(piece, 60_000)) {
                    out.write(piece, 0, count);
                }
            }
            piped.child().exit().get();
            return out.toString(StandardCharsets.UTF_8);
        }
    }
}
