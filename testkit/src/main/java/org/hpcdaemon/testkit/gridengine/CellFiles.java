package org.hpcdaemon.testkit.gridengine;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.testkit.FreePort;

/**
 * The files of a test's Grid Engine, all in one folder, which is its SGE_ROOT: what the package gridengine-common has in its own, by
 * links, and a cell beside it.
 */
record CellFiles(Path root, int masterPort, int nodePort) {
    /** Whose settings a new cell begins with, as the package's own script makes one. */
    private static final Path PACKAGED = Path.of("/usr/share/gridengine");

    static CellFiles create() throws IOException {
        Path root = Files.createTempDirectory(Path.of("/tmp"), "gridengine-test");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x")); // any user may submit
        CellFiles files = new CellFiles(root, FreePort.find(), FreePort.find());
        for (String folder : List.of("bin", "lib", "util", "utilbin")) {
            Files.createSymbolicLink(root.resolve(folder), Path.of("/var/lib/gridengine", folder));
        }
        Files.createDirectories(files.common());
        Files.createDirectories(files.spool("qmaster").resolve("job_scripts"));
        Files.createDirectories(files.spool("execd"));
        Files.write(
                files.common().resolve("bootstrap"),
                List.of(
                        "admin_user none",
                        "default_domain none",
                        "ignore_fqdn true",
                        "spooling_method classic",
                        "spooling_lib libspoolc",
                        "spooling_params " + files.spooling(),
                        "binary_path /usr/sbin",
                        "qmaster_spool_dir " + files.spool("qmaster"),
                        "security_mode none",
                        "listener_threads 2",
                        "worker_threads 2",
                        "scheduler_threads 1"));
        Files.writeString(files.common().resolve("act_qmaster"), host() + "\n");
        // Where the host's name is one of several of 127.0.0.1, it is what all of them mean.
        Files.writeString(files.common().resolve("host_aliases"), host() + " localhost\n");
        return files;
    }

    static String host() throws IOException {
        return InetAddress.getLocalHost().getHostName().replaceAll("\\..*", "");
    }

    Path common() {
        return root.resolve("default/common");
    }

    Path spool(String name) {
        return root.resolve("spool").resolve(name);
    }

    /** For the programs that write the first settings. */
    String spooling() {
        return common() + ";" + spool("qmaster");
    }

    /** What its programs need to find it. */
    Map<String, String> environment() {
        return Map.of(
                "SGE_ROOT", root.toString(),
                "SGE_CELL", "default",
                "SGE_QMASTER_PORT", Integer.toString(masterPort),
                "SGE_EXECD_PORT", Integer.toString(nodePort));
    }

    /** The packaged settings, but root may submit, and what has happened is told and written within a second. */
    Path configuration() throws IOException {
        List<String> lines = Files.readAllLines(PACKAGED.resolve("default-configuration")).stream()
                .map(line -> line.replaceFirst("^execd_spool_dir .*", "execd_spool_dir " + spool("execd"))
                        .replaceFirst("^(min_[ug]id) .*", "$1 0")
                        .replaceFirst("^(load_report_time) .*", "$1 0:0:1")
                        .replace("flush_time=00:00:15", "flush_time=00:00:01"))
                .toList();
        return Files.write(root.resolve("configuration"), lines);
    }

    static Path resources(String name) {
        return PACKAGED.resolve("util/resources").resolve(name);
    }

    /** All slots of a job on one node. */
    Path parallelEnvironment() throws IOException {
        return Files.write(
                root.resolve("smp"),
                List.of(
                        "pe_name smp",
                        "slots 999",
                        "user_lists NONE",
                        "xuser_lists NONE",
                        "start_proc_args NONE",
                        "stop_proc_args NONE",
                        "allocation_rule $pe_slots",
                        "control_slaves FALSE",
                        "job_is_first_task TRUE",
                        "urgency_slots min",
                        "accounting_summary FALSE",
                        "qsort_args NONE"));
    }

    Path hosts() throws IOException {
        return Files.write(root.resolve("allhosts"), List.of("group_name @allhosts", "hostlist " + host()));
    }

    /**
     * A queue as Grid Engine proposes one, with as many slots; on a machine under load, too. What is announced to jobs comes after 15 s, not 60.
     *
     * @param template what {@code qconf -sq} printed
     */
    Path queue(String template, int slots) throws IOException {
        return Files.writeString(
                root.resolve("queue"),
                template.replaceFirst("(?m)^qname .*", "qname all.q")
                        .replaceFirst("(?m)^hostlist .*", "hostlist @allhosts")
                        .replaceFirst("(?m)^load_thresholds .*", "load_thresholds NONE")
                        .replaceFirst("(?m)^pe_list .*", "pe_list smp")
                        .replaceFirst("(?m)^notify .*", "notify 0:0:15")
                        .replaceFirst("(?m)^slots .*", "slots " + slots));
    }

    /**
     * What is submitted is started within a second or two, not fifteen.
     *
     * @param now what {@code qconf -ssconf} printed
     */
    Path scheduling(String now) throws IOException {
        return Files.writeString(
                root.resolve("scheduling"),
                now.replaceFirst("(?m)^schedule_interval .*", "schedule_interval 0:0:1")
                        .replaceFirst("(?m)^flush_submit_sec .*", "flush_submit_sec 1")
                        .replaceFirst("(?m)^flush_finish_sec .*", "flush_finish_sec 1"));
    }
}
