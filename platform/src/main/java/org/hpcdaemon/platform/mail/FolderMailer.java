package org.hpcdaemon.platform.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** For a platform without a mail server: writes mails into a folder (0700) and prints the codes. Thread-safe. */
public final class FolderMailer implements Mailer {
    /** Mails kept; a code is worthless after minutes, and the folder is never looked after. */
    private static final int KEPT = 100;

    private static final String SENDER = "hpc-platform@localhost";

    private final Path folder;
    private final PrintStream out;
    private final InstantSource clock;
    private final Session session = Session.getInstance(new Properties());
    private final InternetAddress from = Letter.sender(SENDER);

    /** @param out where {@code one-time code for EMAIL: 123456} is printed */
    public FolderMailer(Path folder, PrintStream out, InstantSource clock) {
        this.folder = folder;
        this.out = out;
        this.clock = clock;
    }

    @Override
    public synchronized void send(Mail mail) throws MailException {
        // First, since who tries the platform out reads it here; a folder that fails is the lesser loss.
        if (mail instanceof CodeMail code) {
            out.println("one-time code for " + code.to() + ": " + code.code());
            out.flush();
        }
        try {
            write(mail);
            forgetOld();
        } catch (IOException | MessagingException e) {
            throw new MailException("cannot write a mail into " + folder + ": " + e, e);
        }
    }

    private void write(Mail mail) throws IOException, MessagingException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Instant now = clock.instant();
        // Names that sort by time; the temporary name's random part keeps two of one moment apart. Mode 0600.
        Path file = Files.createTempFile(folder, "%019d-".formatted(now.toEpochMilli()), ".eml");
        try (OutputStream to = Files.newOutputStream(file)) {
            Letter.of(session, from, mail, now).writeTo(to);
        }
    }

    private void forgetOld() throws IOException {
        List<Path> mails;
        try (Stream<Path> files = Files.list(folder)) {
            mails = files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        }
        for (Path old : mails.subList(0, Math.max(0, mails.size() - KEPT))) {
            Files.deleteIfExists(old);
        }
    }
}
