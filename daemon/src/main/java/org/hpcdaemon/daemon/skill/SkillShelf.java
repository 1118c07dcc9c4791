package org.hpcdaemon.daemon.skill;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Resource;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** The skills there are: those of one's own under {@code $HPC_DAEMON_HOME/skills}, and the built-in ones. */
public final class SkillShelf {
    private static final List<String> BUILT_IN =
            List.of("gridengine-generic", "mila-hpc", "slurm-generic", "workstation");
    private static final String FILE = "SKILL.md";

    private final Path own;

    /** @param own the folder of one's own skills; it need not exist */
    public SkillShelf(Path own) {
        this.own = own;
    }

    /** A skill by where it was found. */
    public sealed interface Found {
        String name();

        /** One that can be used. */
        record Usable(Skill skill, boolean builtIn) implements Found {
            @Override
            public String name() {
                return skill.name();
            }
        }

        /** A folder of one's own with a mistake in it. */
        record Broken(String name, String reason) implements Found {}
    }

    /** All, by name; one's own in place of a built-in one of the same name. */
    public List<Found> all() {
        List<Found> found = new ArrayList<>();
        for (String name : ownNames()) {
            try {
                found.add(new Found.Usable(readOwn(name), false));
            } catch (HpcException e) {
                found.add(new Found.Broken(name, e.reason()));
            }
        }
        BUILT_IN.stream()
                .filter(name -> found.stream().noneMatch(each -> each.name().equals(name)))
                .forEach(name -> found.add(new Found.Usable(builtIn(name), true)));
        found.sort(Comparator.comparing(Found::name));
        return List.copyOf(found);
    }

    /** Throws {@link HpcException} that names the existing ones, or the mistake. */
    public Skill named(String name) {
        if (ownNames().contains(name)) {
            return readOwn(name);
        }
        if (BUILT_IN.contains(name)) {
            return builtIn(name);
        }
        throw new HpcException(
                ErrorCode.NOT_FOUND,
                "there is no skill " + name + "; there are: "
                        + String.join(", ", all().stream().map(Found::name).toList()));
    }

    /** Whether there is one of that name, in order or not. */
    public boolean has(String name) {
        return BUILT_IN.contains(name) || ownNames().contains(name);
    }

    /** Keeps a skill of one's own; one of the same name is replaced. */
    public void keep(Skill skill) {
        try {
            Path folder = Files.createDirectories(
                    own.resolve(skill.name()),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(folder, FILE, ".new");
            Files.writeString(fresh, skill.text());
            Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot keep the skill in " + own + ": " + e.getMessage(), e);
        }
    }

    private List<String> ownNames() {
        try (Stream<Path> folders = Files.list(own)) {
            return folders.filter(folder -> Files.exists(folder.resolve(FILE)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read " + own + ": " + e.getMessage(), e);
        }
    }

    private Skill readOwn(String name) {
        Path file = own.resolve(name).resolve(FILE);
        try (InputStream in = Files.newInputStream(file)) {
            // One byte more than allowed is enough to see that it is too long.
            return Skill.of(name, new String(in.readNBytes(Limits.SKILL_BYTES + 1), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (HpcException e) {
            throw new HpcException(e.code(), file + ": " + e.reason(), e);
        }
    }

    private static Skill builtIn(String name) {
        return Skill.of(name, Resource.text(SkillShelf.class, name + "/" + FILE));
    }

    /** The skill that a profile names, if it is still there and in order. */
    public Optional<Skill> find(String name) {
        try {
            return Optional.of(named(name));
        } catch (HpcException e) {
            System.getLogger(SkillShelf.class.getName())
                    .log(System.Logger.Level.WARNING, "agents get no skill: {0}", e.reason());
            return Optional.empty();
        }
    }
}
