package dev.cairn.lsm.area;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Memory straight from Linux: zeroed, touched page by page as it is used, in huge pages where there
 * are any, and back with the system as soon as its arena is closed. A dependent load from huge
 * pages takes half as long, since fewer addresses have to be translated.
 *
 * <p>It takes calls of the C library, which a program must allow this module ({@code
 * --enable-native-access=dev.cairn.lsm}); where it does not, or the system is another, there are no
 * pages.
 */
final class Pages {
    /** What a huge page takes, and where it begins a multiple of. */
    static final long HUGE_BYTES = 2L << 20;

    private static final int READ_WRITE = 0x1 | 0x2;
    private static final int PRIVATE_ANONYMOUS = 0x2 | 0x20;
    private static final int USE_HUGE_PAGES = 14;
    private static final int NO_FILE = -1;
    private static final long FAILED = -1;

    private final MethodHandle map;
    private final MethodHandle unmap;
    private final MethodHandle advise;

    private Pages(Linker linker) {
        this.map =
                handle(
                        linker,
                        "mmap",
                        FunctionDescriptor.of(
                                JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                                JAVA_LONG));
        this.unmap =
                handle(linker, "munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
        this.advise =
                handle(
                        linker,
                        "madvise",
                        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    }

    private static MethodHandle handle(Linker linker, String name, FunctionDescriptor type) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /** Those of this system, if it is one that has them and this module may ask for them. */
    static Optional<Pages> ofSystem() {
        boolean known =
                System.getProperty("os.name").equals("Linux")
                        && (System.getProperty("os.arch").equals("amd64")
                                || System.getProperty("os.arch").equals("aarch64"));
        return known && Pages.class.getModule().isNativeAccessEnabled()
                ? Optional.of(new Pages(Linker.nativeLinker()))
                : Optional.empty();
    }

    /**
     * So many bytes, a multiple of {@link #HUGE_BYTES}, beginning at such a multiple; as long as
     * the arena lives. Throws {@link OutOfMemoryError}.
     */
    MemorySegment map(long bytes, Arena arena) {
        try {
            long room = bytes + HUGE_BYTES;
            long at =
                    (long)
                            map.invokeExact(
                                    MemorySegment.NULL,
                                    room,
                                    READ_WRITE,
                                    PRIVATE_ANONYMOUS,
                                    NO_FILE,
                                    0L);
            if (at == FAILED) {
                throw new OutOfMemoryError("the system has no " + bytes + " bytes");
            }
            long begin = (at + HUGE_BYTES - 1) & -HUGE_BYTES;
            unmap(at, begin - at);
            unmap(begin + bytes, at + room - begin - bytes);
            int _ = (int) advise.invokeExact(begin, bytes, USE_HUGE_PAGES);
            return MemorySegment.ofAddress(begin)
                    .reinterpret(bytes, arena, memory -> unmap(memory.address(), bytes));
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException(checked);
        }
    }

    private void unmap(long at, long bytes) {
        if (bytes > 0) {
            try {
                int _ = (int) unmap.invokeExact(at, bytes);
            } catch (RuntimeException | Error thrown) {
                throw thrown;
            } catch (Throwable checked) {
                throw new IllegalStateException(checked);
            }
        }
    }
}
