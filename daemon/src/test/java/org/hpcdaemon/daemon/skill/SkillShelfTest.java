package org.hpcdaemon.daemon.skill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SkillShelfTest {
    @TempDir
    private Path own;

    private void write(String folder, String text) throws IOException {
        Files.writeString(Files.createDirectories(own.resolve(folder)).resolve("SKILL.md"), text);
    }

    private SkillShelf shelf() {
        return new SkillShelf(own);
    }

    @Test
    void theBuiltInOnesAreInOrderAndSayWhenToUseThem() {
        assertThat(shelf().all())
                .extracting(SkillShelf.Found::name)
                .containsExactly("gridengine-generic", "mila-hpc", "slurm-generic", "workstation");
        assertThat(shelf().all())
                .allSatisfy(found -> assertThat(found).isInstanceOfSatisfying(SkillShelf.Found.Usable.class, usable -> {
                    assertThat(usable.builtIn()).isTrue();
                    assertThat(usable.skill().description()).contains("Use it");
                }));
    }

    @Test
    void oneOfOnesOwnIsFoundAndGoesBeforeABuiltInOne() throws IOException {
        write(
                "our-lab",
                "---\nname: our-lab\ndescription: >-\n  Our two boxes.\n  Use it there.\nversion: 1\n---\nText\n");
        write("workstation", "---\nname: workstation\ndescription: 'Ada''s: box'\n---\nMine\n");
        assertThat(shelf().named("our-lab").description()).isEqualTo("Our two boxes. Use it there.");
        assertThat(shelf().named("workstation").text()).endsWith("Mine\n");
        assertThat(shelf().named("workstation").description()).isEqualTo("Ada's: box");
        assertThat(shelf().all()).hasSize(5);
    }

    @Test
    void aMistakeIsNamedAndTheOthersAreStillThere() throws IOException {
        write("broken", "no front matter");
        write("other-name", "---\nname: another\ndescription: x\n---\n");
        write("no-end", "---\nname: no-end\n");
        write("silent", "---\nname: silent\n---\n");
        write("huge", "---\nname: huge\ndescription: x\n---\n" + "x".repeat(Limits.SKILL_BYTES));
        assertThat(shelf().all()).hasSize(9);
        assertRefused("broken", "first line must be ---");
        assertRefused("other-name", "make them the same");
        assertRefused("no-end", "does not end");
        assertRefused("silent", "lacks `description`");
        assertRefused("huge", "the most is " + Limits.SKILL_BYTES);
        assertRefused("absent", "there are: broken, gridengine-generic, huge");
        assertThat(shelf().find("broken")).isEmpty();
    }

    private void assertRefused(String name, String reason) {
        assertThatThrownBy(() -> shelf().named(name))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aDescriptionInOnesOwnWordsBecomesASkillThatIsReadBack() {
        Skill written = Skill.described("about-box", "# The \"box\" C:\\ by Ada\n\nTwo GPUs.");
        shelf().keep(written);
        Skill read = shelf().named("about-box");
        assertThat(read).isEqualTo(written);
        assertThat(read.description()).endsWith("The \"box\" C:\\ by Ada");
    }
}
