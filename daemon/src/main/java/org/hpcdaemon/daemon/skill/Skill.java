package org.hpcdaemon.daemon.skill;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * A skill: a folder with a {@code SKILL.md} that begins with front matter (agentskills.io, "Specification").
 *
 * @param name the folder's, 1 to 64 lower-case letters, digits and single dashes
 * @param description what it is for and when to use it, at most 1024 characters
 * @param text the whole {@code SKILL.md}
 */
public record Skill(String name, String description, String text) {
    private static final Pattern NAME = Pattern.compile("(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*");
    private static final int DESCRIPTION_CHARS = 1024;

    /** Throws {@link HpcException} with what the format requires. */
    public Skill {
        if (!NAME.matcher(name).matches()) {
            throw HpcException.invalid(
                    "a skill's name has 1 to 64 lower-case letters, digits and single dashes between them");
        }
        if (description.isBlank() || description.length() > DESCRIPTION_CHARS) {
            throw HpcException.invalid("a skill's description has 1 to " + DESCRIPTION_CHARS + " characters");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.SKILL_BYTES) {
            throw HpcException.invalid("SKILL.md takes " + bytes + " bytes; the most is " + Limits.SKILL_BYTES);
        }
        if (text.indexOf('\0') >= 0) {
            throw HpcException.invalid("SKILL.md contains a NUL character; it must be text");
        }
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Reads a {@code SKILL.md}. Throws {@link HpcException} that names the mistake.
     *
     * @param folder the name of the folder it is in, which its own name must be
     */
    static Skill of(String folder, String text) {
        FrontMatter front = FrontMatter.of(text);
        if (!front.required("name").equals(folder)) {
            throw HpcException.invalid("its name is \"" + front.required("name") + "\" and its folder's " + folder
                    + "; make them the same");
        }
        return new Skill(folder, front.required("description"), text);
    }

    /** Reads a {@code SKILL.md} that is in no folder yet. */
    public static Skill of(String text) {
        return of(FrontMatter.of(text).required("name"), text);
    }

    /** One made of a description that a user wrote. */
    public static Skill described(String name, String body) {
        String first = body.strip().lines().findFirst().orElse("").replaceAll("^#+\\s*", "");
        String shown = first.length() > 200 ? first.substring(0, 200) + "…" : first;
        String description = "What the owner of this machine says of it: " + (shown.isBlank() ? name : shown);
        return new Skill(
                name,
                description,
                "---\nname: %s\ndescription: \"%s\"\n---\n\n%s\n"
                        .formatted(name, description.replace("\\", "\\\\").replace("\"", "\\\""), body.strip()));
    }
}
