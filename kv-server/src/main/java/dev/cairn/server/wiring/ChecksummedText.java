package dev.cairn.server.wiring;

import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small file that is always replaced as a whole and can be read by people:
 *
 * <pre>
 *   cairn-identity 1
 *   …lines…
 *   crc32c 0a1b2c3d          of every byte before this line
 * </pre>
 */
final class ChecksummedText {
    private static final String CHECKSUM = "crc32c ";
    private static final int MAX_BYTES = 1 << 20;

    private final Directory directory;
    private final String name;
    private final String header;

    /** The file {@code name} whose first line is {@code header}: format and version. */
    ChecksummedText(Directory directory, String name, String header) {
        this.directory = directory;
        this.name = name;
        this.header = header;
    }

    /**
     * The lines between first and last; empty when there is no file. Throws {@link
     * StorageException} for damage.
     */
    Optional<List<String>> read() throws IOException {
        if (!directory.exists(name)) {
            return Optional.empty();
        }
        String text = content();
        int last = text.lastIndexOf(CHECKSUM);
        if (last < 0 || !text.substring(last).equals(checksum(text.substring(0, last)))) {
            throw damage("its checksum does not match");
        }
        List<String> lines = text.substring(0, last).lines().toList();
        if (!lines.getFirst().equals(header)) {
            throw damage("expected \"" + header + "\", read \"" + lines.getFirst() + "\"");
        }
        return Optional.of(lines.subList(1, lines.size()));
    }

    /** Puts these lines in the place of what was there; on stable storage on return. */
    void replace(List<String> lines) throws IOException {
        String body = header + "\n" + String.join("\n", lines) + "\n";
        String fresh = name + ".new";
        directory.delete(fresh);
        try (Directory.WritableFile file = directory.create(fresh)) {
            file.write(ByteBuffer.wrap((body + checksum(body)).getBytes(StandardCharsets.UTF_8)));
            file.sync();
        }
        directory.rename(fresh, name);
        directory.syncNames();
    }

    /** What to throw when the lines are whole but make no sense. */
    StorageException damage(String detail) {
        return StorageException.corrupt(directory.describe() + "/" + name, 0, detail);
    }

    private String content() throws IOException {
        try (Directory.ReadableFile file = directory.open(name)) {
            if (file.size() > MAX_BYTES) {
                throw damage("it has " + file.size() + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(0, bytes);
            return new String(bytes.array(), StandardCharsets.UTF_8);
        }
    }

    private static String checksum(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return CHECKSUM + HexFormat.of().toHexDigits(crc.getValue(), 8) + "\n";
    }
}
