package org.hpcdaemon.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Why something with files failed, in words: of the usual causes Java's own message is the file's name and no more. */
public final class FileTrouble {
    private FileTrouble() {}

    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "there is no " + e.getFile();
            case AccessDeniedException e -> "you may not use " + e.getFile();
            case FileAlreadyExistsException e -> e.getFile() + " exists and is not a folder";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
