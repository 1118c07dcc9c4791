package org.hpcdaemon.protocol.error;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong with the machine and not with the program, in one line: a full disk, a file that may not be read. */
public final class Trouble {
    private Trouble() {}

    /** Empty for a programming error, which only a stack trace locates. */
    public static Optional<String> words(Throwable failure) {
        return switch (failure) {
            case HpcException e -> e.code() == ErrorCode.INTERNAL ? Optional.empty() : Optional.of(e.reason());
            case IOException e -> Optional.of(of(e));
            case UncheckedIOException e -> of(e, e.getCause());
            default -> of(failure, failure.getCause());
        };
    }

    /** Of the usual causes Java's own message is the file's name and no more. */
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "there is no " + e.getFile();
            case AccessDeniedException e -> "you may not use " + e.getFile();
            case FileSystemException e
            when isFull(e) -> "the disk or quota that holds " + e.getFile() + " is full: free some space";
            case IOException e when isFull(e) -> "the disk or quota is full: free some space";
            default -> message(failure);
        };
    }

    /** An exception that wraps one of a file or a database has the reason in its own message. */
    private static Optional<String> of(Throwable failure, @Nullable Throwable cause) {
        return switch (cause) {
            case IOException e ->
                Optional.of(
                        message(failure).contains(message(e)) && !(failure instanceof UncheckedIOException)
                                ? message(failure)
                                : of(message(failure), e));
            case SQLException _ -> Optional.of(message(failure));
            case null, default -> Optional.empty();
        };
    }

    private static String of(String message, IOException cause) {
        return message.equals(cause.toString()) ? of(cause) : message + ": " + of(cause);
    }

    /** The words of the C library for ENOSPC and EDQUOT. */
    private static boolean isFull(IOException failure) {
        String message = message(failure).toLowerCase(Locale.ROOT);
        return message.contains("no space left on device") || message.contains("disk quota exceeded");
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
