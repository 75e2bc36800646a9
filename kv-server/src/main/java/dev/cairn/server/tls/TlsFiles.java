package dev.cairn.server.tls;

import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.TlsException;
import dev.cairn.api.security.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The node's identity out of three files. {@link #refresh} reads them again when one has changed;
 * while they do not fit together, in the middle of a rotation for instance, the former stay in use.
 * Safe for all threads.
 */
public final class TlsFiles implements TlsIdentity {
    private static final Duration SOON = Duration.ofDays(7);

    private final Path certificate;
    private final Path key;
    private final Path authority;
    private final EventSink events;
    private final CertificateIdentity.Node self;
    private volatile Loaded loaded;
    private String lastTold = "";

    /** One moment's files and what they hold. */
    private record Loaded(List<Stamp> stamps, SSLContext context, Instant ends) {}

    /** What changes when a file does. */
    private record Stamp(FileTime changed, long size, String inode) {}

    private TlsFiles(
            Path certificate,
            Path key,
            Path authority,
            EventSink events,
            CertificateIdentity.Node self,
            Loaded loaded) {
        this.certificate = certificate;
        this.key = key;
        this.authority = authority;
        this.events = events;
        this.self = self;
        this.loaded = loaded;
    }

    /** Reads the files; may block. Changes are told to {@code events}. */
    public static TlsFiles open(Path certificate, Path key, Path authority, EventSink events)
            throws TlsException {
        List<Stamp> stamps = stamps(certificate, key, authority);
        KeyMaterial read = KeyMaterial.read(certificate, key, authority);
        TlsFiles files =
                new TlsFiles(
                        certificate,
                        key,
                        authority,
                        events,
                        read.node(certificate),
                        loaded(stamps, read));
        files.tell(Event.Severity.INFO, files.sentence("TLS by "));
        files.warnOfEnd(Instant.now());
        return files;
    }

    @Override
    public CertificateIdentity.Node self() {
        return self;
    }

    @Override
    public SSLContext context() {
        return loaded.context();
    }

    /** Reads the files again if one has changed; may block. */
    public synchronized void refresh() {
        try {
            List<Stamp> stamps = stamps(certificate, key, authority);
            if (!stamps.equals(loaded.stamps())) {
                KeyMaterial read = KeyMaterial.read(certificate, key, authority);
                CertificateIdentity.Node node = read.node(certificate);
                if (!node.equals(self)) {
                    throw new TlsException(
                            certificate + " stands for " + node.uri() + " now", null);
                }
                loaded = loaded(stamps, read);
                tell(Event.Severity.INFO, sentence("new connections go by "));
            }
            warnOfEnd(Instant.now());
        } catch (TlsException unusable) {
            tell(
                    Event.Severity.WARNING,
                    "security.tls: " + unusable.getMessage() + "; the former files stay in use");
        }
    }

    private static Loaded loaded(List<Stamp> stamps, KeyMaterial read) throws TlsException {
        return new Loaded(stamps, read.context(), read.certificate().getNotAfter().toInstant());
    }

    private String sentence(String before) {
        return before
                + certificate
                + ", which stands for "
                + self.uri()
                + " until "
                + loaded.ends();
    }

    private void warnOfEnd(Instant now) {
        Instant ends = loaded.ends();
        if (now.isAfter(ends)) {
            tell(Event.Severity.ERROR, certificate + " has expired at " + ends);
        } else if (now.plus(SOON).isAfter(ends)) {
            tell(Event.Severity.WARNING, certificate + " expires at " + ends);
        }
    }

    /** The same again and again is told once. */
    private synchronized void tell(Event.Severity severity, String sentence) {
        if (!sentence.equals(lastTold)) {
            lastTold = sentence;
            events.emit(new Event.Note(severity, sentence));
        }
    }

    private static List<Stamp> stamps(Path... files) throws TlsException {
        List<Stamp> stamps = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(
                        new Stamp(
                                read.lastModifiedTime(),
                                read.size(),
                                Optional.ofNullable(read.fileKey())
                                        .map(Object::toString)
                                        .orElse("")));
            } catch (IOException missing) {
                throw new TlsException("there is no file " + file, missing);
            }
        }
        return List.copyOf(stamps);
    }
}
