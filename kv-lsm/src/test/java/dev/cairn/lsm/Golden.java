package dev.cairn.lsm;

import dev.cairn.api.env.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Files as bytes: those kept as hexadecimal beside the tests, and those in a directory. */
public final class Golden {
    private Golden() {}

    /**
     * The bytes of a golden file: hexadecimal digits, blanks, and comments from {@code #} to the
     * end of the line.
     */
    public static byte[] bytes(String name) {
        try (InputStream source = Golden.class.getResourceAsStream(name)) {
            String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
            return HexFormat.of()
                    .parseHex(
                            text.lines()
                                    .map(line -> line.replaceAll("#.*", "").replaceAll("\\s", ""))
                                    .collect(Collectors.joining()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** All bytes of a file. */
    public static byte[] read(Directory directory, String name) throws IOException {
        try (Directory.ReadableFile file = directory.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(0, bytes);
            return bytes.array();
        }
    }

    /** Makes or replaces a file. */
    public static void write(Directory directory, String name, byte[] bytes) throws IOException {
        directory.delete(name);
        try (Directory.WritableFile file = directory.create(name)) {
            file.write(ByteBuffer.wrap(bytes));
            file.sync();
        }
        directory.syncNames();
    }
}
