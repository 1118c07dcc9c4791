package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where containers are allowed, an agent is root of a user namespace: all that this opens, tried from within one. An attempt that
 * succeeds prints {@code XreachedX}, or a secret.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NamespacesTest {
    private static final Guarding CONTAINERS = new Guarding(IfUnenforced.REFUSE, List.of(), false, false, true);
    private static final String SECRET = "XsecretX";

    private Agent agent;

    @BeforeAll
    void start(@TempDir(factory = OutsideTmp.class) Path folder) throws Exception {
        Enforcing.assumeInstalled("unshare", "python3");
        Enforcing.assumeBoxes();
        agent = new Agent(folder, Mechanism.BUBBLEWRAP, CONTAINERS);
        Enforcing.assumeInForce(agent.guard.level(), Mechanism.BUBBLEWRAP);
        Files.createDirectories(agent.user.resolve(".ssh"));
        Files.writeString(agent.user.resolve(".ssh/id"), SECRET);
        Files.writeString(agent.user.resolve(".netrc"), SECRET);
        Files.writeString(agent.user.resolve("data"), "readable");
    }

    @AfterAll
    void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    /** In a namespace, and in one within that; what is there knows {@code $U}, the home, {@code $S}, the daemon's state, and {@code $A}. */
    private String within(Agent.Way way, String attempts) throws Exception {
        Path script = Files.writeString(agent.allowed.resolve("attempts." + way), attempts);
        return agent.printed(way, """
                export U=%s S=%s A=%s PATH=$PATH:/usr/sbin:/sbin; cd $A
                unshare -Urm bash %s 2>&1; echo level 1
                unshare -Ur unshare -Urm bash %4$s 2>&1; echo level 2
                """.formatted(agent.user, agent.state, agent.allowed, script));
    }

    private static void assertNothingReached(String printed) {
        assertThat(printed).contains("started", "level 1", "level 2").doesNotContain("XreachedX", SECRET);
    }

    @ParameterizedTest
    @EnumSource
    void noMountOfTheBoxIsUndone(Agent.Way way) throws Exception {
        String printed = within(way, """
                try() { "$@" >/dev/null 2>&1 && echo "$* X"reachedX; }
                [ "$(id -u)" = 0 ] && [ -r $U/data ] && echo started
                rm -rf m; mkdir -p m/bind m/tree m/upper m/work m/over m/to m/old
                for place in $U/.ssh $U/.netrc $S /tmp /run /proc / $A; do
                    try umount $place; try umount -l $place; try umount -f $place
                done
                for place in / $U $U/.ssh $S /usr /sys; do
                    try mount -o remount,bind,rw $place; try mount -o remount,rw $place; try mount -o remount,bind,suid,dev,exec,rw $place
                done
                try mount --bind $U m/bind; cat m/bind/.ssh/id m/bind/.netrc
                mount --rbind $U m/tree && { try umount m/tree/.ssh; try umount -l m/tree/.netrc; try mount -o remount,bind,rw m/tree; }
                cat m/tree/.ssh/id m/tree/.netrc; try touch m/tree/new
                try mount --move $U/.ssh m/to; try mount --move $U/.netrc m/to
                if grep -qw overlay /proc/filesystems; then # it does mount what has no cover
                    mount -t overlay -o lowerdir=$A/m/bind:$A/m/to none m/over && umount m/over && echo tried overlay
                else
                    echo tried no overlay
                fi
                for lower in $U / $S; do
                    mount -t overlay -o lowerdir=$lower,upperdir=$A/m/upper,workdir=$A/m/work none m/over
                    cat m/over/.ssh/id m/over/.netrc m/over/$U/.ssh/id; ls m/over/state.db m/over/guard && echo X''reachedX
                done
                try touch $U/new; try touch $U/.ssh/new
                mount --make-rshared /; mount --rbind / m/tree; cd m/tree
                pivot_root . .$A/m/old && { umount -l .$A/m/old; umount .$A/m/old; }
                cat $U/.ssh/id $U/.netrc .$U/.ssh/id .$U/.netrc; ls -A .$U/.ssh $U/.ssh | grep -x id && echo X''reachedX
                """);
        assertNothingReached(printed);
        assertThat(printed).contains("tried ");
        assertThat(agent.user.resolve("new")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheMachineIsSteeredByIsNotMountedAnewOrWritten(Agent.Way way) throws Exception {
        assertNothingReached(within(way, """
                try() { "$@" >/dev/null 2>&1 && echo "$* X"reachedX; }
                echo started; mkdir -p p
                try mount -t sysfs none p; try mount -t cgroup2 none p; try mount -t cgroup -o none,name=x none p
                try mount -t debugfs none p; try mount -t securityfs none p; try mount -t bpf none p; try mount -t devtmpfs none p
                try mount -t ext4 /dev/vda p; try mknod p/node b 8 0; try mknod p/node c 1 1
                for kind in net cgroup time; do try unshare --$kind true; done
                try unshare -Ur --net true; try unshare -Ur --cgroup true
                unshare --pid --fork bash -c 'mount -t proc proc p; for root in p /proc; do
                    for file in sys/vm/swappiness sys/kernel/core_pattern sysrq-trigger irq/default_smp_affinity mtrr; do
                        [ -e $root/$file ] && (: >>$root/$file) 2>/dev/null && echo "$root/$file X"reachedX
                    done
                done; true'
                find /proc -maxdepth 2 -path '/proc/[0-9]*' -prune -o -type f -perm /222 -print | while read -r file; do
                    (: >>$file) 2>/dev/null && echo "$file X"reachedX
                done
                try nsenter -t 1 -m true; try nsenter -t 1 -U true; try nsenter -t $PPID -U -m true
                true
                """));
    }

    @ParameterizedTest
    @EnumSource
    void theKernelsOtherSideDoorsStayShut(Agent.Way way) throws Exception {
        String printed = within(way, """
                echo started
                python3 - <<'E'
                import ctypes, errno, os, platform
                c = ctypes.CDLL(None, use_errno=True)
                arm = platform.machine() == "aarch64"
                CALLS = {"io_uring_setup": 425, "add_key": 217 if arm else 248, "keyctl": 219 if arm else 250, "bpf": 280 if arm else 321,
                         "open_by_handle_at": 265 if arm else 304, "userfaultfd": 282 if arm else 323, "finit_module": 273 if arm else 313}
                for name, number in CALLS.items():
                    c.syscall(number, 0, 0, 0, 0, 0)
                    if ctypes.get_errno() != errno.EPERM: print(name, "XreachedX")
                for number in (428, 429, 430, 431, 432, 433, 435, 442, 467):
                    c.syscall(number, 0, 0, 0, 0, 0)
                    if ctypes.get_errno() != errno.ENOSYS: print(number, "XreachedX")
                for flag in (0x40000000, 0x02000000, 0x80):
                    if c.unshare(flag) == 0 or ctypes.get_errno() != errno.EPERM: print("unshare", hex(flag), "XreachedX")
                clone = 220 if arm else 56
                for flag in (0x40000000, 0x02000000, 0x50000000):
                    child = c.syscall(clone, flag | 17, 0, 0, 0, 0)
                    if child == 0: os._exit(0)
                    if child > 0: print("clone", hex(flag), "XreachedX")
                E
                """);

        assertNothingReached(printed);
    }

    /** What the box has itself: no rights over it come with the permission, and one by which root can say who it is. */
    @ParameterizedTest
    @EnumSource
    void theBoxItselfHasNoRightsOverIt(Agent.Way way) throws Exception {
        boolean root = (int) Files.getAttribute(agent.allowed, "unix:uid") == 0;

        assertThat(
                        agent.printed(
                                way,
                                "grep -E 'NoNewPrivs|CapEff|CapBnd|Seccomp:' /proc/self/status; mount -t tmpfs none /mnt; umount /proc"))
                .containsPattern("NoNewPrivs:\\s1")
                .containsPattern("CapEff:\\s" + (root ? "0000000080000000" : "0{16}"))
                .containsPattern("Seccomp:\\s2")
                .contains("mount: ", "umount: ");
    }

    @ParameterizedTest
    @EnumSource
    void noMoreOfTheNetworkIsReached(Agent.Way way, @TempDir(factory = OutsideTmp.class) Path folder) throws Exception {
        Guarding cut = new Guarding(IfUnenforced.REFUSE, List.of(), true, false, true);
        try (Agent offline = new Agent(folder, Mechanism.BUBBLEWRAP, cut)) {
            assertThat(offline.printed(way, """
                    unshare -Urm python3 - <<'E'
                    import socket
                    print("devices", [name for _, name in socket.if_nameindex()])
                    for family, kind in ((socket.AF_PACKET, socket.SOCK_RAW), (socket.AF_INET, socket.SOCK_RAW), (40, socket.SOCK_STREAM)):
                        try: socket.socket(family, kind, 6); print("Xreached" + "X")
                        except OSError: pass
                    E
                    """)).isEqualTo("devices ['lo']\n");
        }
        assertThat(agent.printed(way, """
                unshare -Urm python3 -c 'import socket
                for family in (socket.AF_PACKET, socket.AF_INET):
                    try: socket.socket(family, socket.SOCK_RAW, 6); print("Xreached" + "X")
                    except PermissionError: print("refused")'
                """)).isEqualTo("refused\nrefused\n");
    }

    @Test
    void itIsSaidThatTheyCanBeRun() {
        assertThat(agent.guard.level().containers()).isEqualTo(new Containers.Possible());
        assertThat(agent.guard.level().notes())
                .contains("containers can be run, so agents have user namespaces of their own");
    }

    @Test
    void withLandlockItIsSaidThatTheyCannotAndNoneStarts(@TempDir(factory = OutsideTmp.class) Path folder)
            throws Exception {
        Enforcing.assume(Mechanism.LANDLOCK);
        try (Agent domain = new Agent(folder, Mechanism.LANDLOCK, CONTAINERS)) {
            Level level = domain.guard.level();
            assertThat(level.containers()).isInstanceOf(Containers.Impossible.class);
            assertThat(level.notes().toString())
                    .contains(
                            "containers do not start though --allow-containers is set: Landlock lets no program mount anything");
            assertThat(Agent.out(domain.exec("unshare -Urm true 2>/dev/null; echo code $?")))
                    .isEqualTo("code 1\n");
        }
    }

    @Test
    void withoutThePermissionNoNamespaceIsMade(@TempDir(factory = OutsideTmp.class) Path folder) throws Exception {
        try (Agent usual = new Agent(folder)) {
            assertThat(usual.guard.level().containers()).isEqualTo(new Containers.NotAllowed());
            assertThat(usual.guard.level().notes().toString()).doesNotContain("containers");
            assertThat(usual.printed(Agent.Way.EXEC, "unshare -Ur true; ls /dev/fuse"))
                    .contains("unshare failed: Operation not permitted", "cannot access '/dev/fuse'");
        }
    }
}
