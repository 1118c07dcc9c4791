package org.hpcdaemon.protocol.message.file;

import java.util.List;
import java.util.Objects;
import org.hpcdaemon.protocol.file.FilePath;

/**
 * A file as it was edited.
 *
 * @param path absolute and without links
 * @param changes one for each edit of the request
 */
public record FileEdited(FilePath path, long size, String sha256, List<Change> changes) {
    public FileEdited {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(sha256, "sha256");
        changes = List.copyOf(changes);
    }

    /**
     * What came of an edit.
     *
     * @param count how often the text was replaced
     * @param line where it was replaced first, from 1, when this edit was made
     */
    public record Change(int count, long line) {}
}
