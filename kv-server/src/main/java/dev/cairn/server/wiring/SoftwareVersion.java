package dev.cairn.server.wiring;

/** The version of this software, as the build stamped it on the module. */
public final class SoftwareVersion {
    private SoftwareVersion() {}

    /** {@code unversioned} when the module was not packaged. */
    public static String current() {
        var descriptor = SoftwareVersion.class.getModule().getDescriptor();
        return descriptor == null ? "unversioned" : descriptor.rawVersion().orElse("unversioned");
    }
}
