package org.hpcdaemon.daemon.setup;

import org.hpcdaemon.daemon.skill.Skill;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * The skill that was chosen.
 *
 * @param name absent for none
 * @param written to be kept before the profile names it; absent if it is there already
 */
public record SkillChoice(@Nullable String name, @Nullable Skill written) {
    static final SkillChoice NONE = new SkillChoice(null, null);

    /** Of the 64 characters that a skill's name may have, those for the daemon's id behind {@code about-}. */
    private static final int ID_CHARS = 58;

    static SkillChoice of(@Nullable String name) {
        return new SkillChoice(name, null);
    }

    static SkillChoice written(Skill skill) {
        return new SkillChoice(skill.name(), skill);
    }

    /** A whole {@code SKILL.md}, or else a description of the machine, named after its daemon. */
    static Skill ofText(String text, DaemonId daemon) {
        if (text.startsWith("---")) {
            return Skill.of(text);
        }
        String id = daemon.value().replaceAll("[^a-z0-9]+", "-");
        String cut = id.length() > ID_CHARS ? id.substring(0, ID_CHARS) : id;
        return Skill.described("about-" + cut.replaceAll("-+$", ""), text);
    }
}
