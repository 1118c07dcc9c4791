package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Programs that run what their arguments or their input say. No list of them is complete: what is not here is one program among others,
 * and what it may do is bounded by the sandbox alone.
 */
final class Launchers {
    /** May be allowed only as a whole: what they run is not told by how their arguments begin. */
    private static final Set<String> SHELLS = names("""
            sh ash bash rbash dash zsh ksh mksh csh tcsh fish pwsh busybox toybox
            env xargs find fd parallel nohup nice ionice timeout setsid stdbuf unbuffer script expect time flock watch entr
            chroot unshare nsenter setpriv setarch prlimit chcon chrt taskset numactl runuser su sudo doas pkexec bwrap firejail
            strace ltrace gdb valgrind perf screen tmux ld.so
            ssh srun salloc sbatch mpirun mpiexec orterun prun at batch crontab systemd-run apptainer singularity docker podman
            """);

    /** May be allowed with the script that they are to run. */
    private static final Set<String> INTERPRETERS = names("""
            python pypy ipython perl ruby node nodejs deno bun lua php r rscript julia octave matlab awk gawk mawk nawk sed tclsh wish
            java jshell groovy scala guile racket make gmake cmake ninja snakemake nextflow vi vim nvim ex emacs ed m4 bc dc
            """);

    private static final Pattern VERSION = Pattern.compile("[-.0-9]+$");

    private Launchers() {}

    private static Set<String> names(String list) {
        return Set.of(list.strip().split("\\s+"));
    }

    /** By its name, or that of the file that it is a link to. */
    static boolean isOne(Path program) {
        return isIn(SHELLS, program) || isIn(INTERPRETERS, program);
    }

    /** Whether a rule can allow it only with whatever arguments. */
    static boolean isShell(Path program) {
        return isIn(SHELLS, program);
    }

    private static boolean isIn(Set<String> names, Path program) {
        if (isNamed(names, program)) {
            return true;
        }
        try {
            return isNamed(names, program.toRealPath());
        } catch (IOException _) {
            return false; // there is none, so none runs
        }
    }

    private static boolean isNamed(Set<String> names, Path program) {
        String name = String.valueOf(program.getFileName()).toLowerCase(Locale.ROOT);
        return names.contains(name)
                || names.contains(VERSION.matcher(name).replaceFirst(""))
                || name.startsWith("ld-linux");
    }
}
