package org.hpcdaemon.daemon.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hpcdaemon.daemon.skill.Skill;
import org.hpcdaemon.daemon.skill.SkillShelf;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.session.forward.AllowForward;
import org.jspecify.annotations.Nullable;

/** Parses answers to questions and values of flags. Throws {@link HpcException} with the reason if one is invalid. */
final class Answers {
    /** For {@code --allowed-dirs}: wherever the user may. */
    static final String ANY = "any";

    static final String NONE = "none";

    private final Machine machine;
    private final Directories directories;
    private final SkillShelf shelf;

    Answers(Machine machine) {
        this.machine = machine;
        this.shelf = new SkillShelf(machine.state().skills());
        this.directories = new Directories(machine);
    }

    static DaemonId daemon(String written) {
        try {
            return new DaemonId(written.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw HpcException.invalid("\"" + written + "\" is " + e.getMessage());
        }
    }

    static String clusterName(String written) {
        if (written.isBlank()
                || written.length() > Limits.NAME_CHARS
                || written.chars().anyMatch(c -> c < ' ' || c == 0x7f || "\"'`\\".indexOf(c) >= 0)) {
            throw HpcException.invalid("a cluster's name has 1 to " + Limits.NAME_CHARS
                    + " characters, without quotes, backslashes and control characters");
        }
        return written.strip();
    }

    /** Each of the directories that is missing and might be made. Throws for those that agents may not have. */
    List<Path> missing(List<String> written) {
        return written.stream()
                .map(machine::path)
                .filter(path -> !Files.exists(path))
                .map(directories::allowed)
                .distinct()
                .toList();
    }

    /** The real paths of directories that are there; none for {@link #ANY}. */
    List<String> allowedDirs(List<String> written) {
        if (written.equals(List.of(ANY))) {
            return List.of();
        }
        return written.stream()
                .map(each -> directories.existing(machine.path(each)).toString())
                .distinct()
                .toList();
    }

    /** Those of them that are links or lie behind one, and where they lead. */
    Map<String, String> links(List<String> written) {
        Map<String, String> links = new TreeMap<>();
        if (!written.equals(List.of(ANY))) {
            for (String each : written) {
                Path named = machine.path(each);
                Path real = directories.existing(named);
                if (!real.equals(named)) {
                    links.put(named.toString(), real.toString());
                }
            }
        }
        return links;
    }

    static IfUnenforced ifUnenforced(String written) {
        return one(IfUnenforced.values(), written, "is neither refuse nor advisory");
    }

    static AllowForward allowForward(String written) {
        return one(AllowForward.values(), written, "is none of none, jobs and any");
    }

    private static <E extends Enum<E>> E one(E[] all, String written, String otherwise) {
        return Arrays.stream(all)
                .filter(each -> each.toString().equals(written))
                .findFirst()
                .orElseThrow(() -> HpcException.invalid("\"" + written + "\" " + otherwise));
    }

    /** Empty: what is found. */
    static Optional<SchedulerKind> scheduler(String written) {
        return written.equals("auto")
                ? Optional.empty()
                : Optional.of(one(SchedulerKind.values(), written, "is not auto, slurm, gridengine or local"));
    }

    /** Absolute; they need not be there. */
    List<String> hidden(List<String> written) {
        return written.stream().map(each -> machine.path(each).toString()).toList();
    }

    String workDir(String written) {
        Path path = machine.path(written);
        if (!Files.isDirectory(path)) {
            throw HpcException.invalid(path + " is not a directory; make it first: mkdir -p " + path);
        }
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            throw HpcException.invalid("cannot use " + path + ": " + e.getMessage());
        }
    }

    /** The name of a skill that is there, a description in the user's own words, or {@code @FILE} with either. */
    SkillChoice skill(String written, DaemonId daemon) {
        if (written.isBlank() || written.equals(NONE)) {
            return SkillChoice.NONE;
        }
        if (written.startsWith("@")) {
            return SkillChoice.written(SkillChoice.ofText(file(machine.path(written.substring(1))), daemon));
        }
        return Skill.isName(written)
                ? SkillChoice.of(named(written))
                : SkillChoice.written(SkillChoice.ofText(written, daemon));
    }

    private String named(String skill) {
        try {
            return shelf.named(skill).name();
        } catch (HpcException e) {
            throw e.code() == ErrorCode.NOT_FOUND ? HpcException.invalid(e.reason()) : e;
        }
    }

    /** What setup would choose for this machine. */
    String likelySkill() {
        if (machine.scratch()
                .filter(path -> path.startsWith("/network/scratch"))
                .isPresent()) {
            return "mila-hpc";
        }
        if (machine.hasProgram("sbatch")) {
            return "slurm-generic";
        }
        return machine.hasProgram("qsub") && machine.hasProgram("qconf") ? "gridengine-generic" : "workstation";
    }

    List<String> skillNames() {
        return shelf.all().stream().map(SkillShelf.Found::name).toList();
    }

    /** Text, or {@code @FILE} for what the file says; nothing for {@link #NONE}. */
    @Nullable
    String instructions(String written) {
        String text = written.startsWith("@") ? file(machine.path(written.substring(1))) : written;
        if (text.isBlank() || text.equals(NONE)) {
            return null;
        }
        if (text.indexOf('\0') >= 0) {
            throw HpcException.invalid("instructions contain a NUL character; give text");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.INSTRUCTIONS_BYTES) {
            throw HpcException.invalid("instructions take " + bytes + " bytes; the most is " + Limits.INSTRUCTIONS_BYTES
                    + ": shorten it, or put it into a file on the machine and name that");
        }
        return text;
    }

    static String file(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw HpcException.invalid("cannot read " + file + ": "
                    + (e instanceof NoSuchFileException ? "there is no such file" : e.getMessage()));
        }
    }
}
