/**
 * The shared language of Cairn: value types, and the service interfaces that modules and plugins
 * implement.
 *
 * <p>It depends on nothing. An implementation module requires this one and third-party libraries,
 * never another implementation module; what they need of each other they find here, through {@link
 * java.util.ServiceLoader}.
 */
module dev.cairn.api {
    requires static transitive org.jspecify;

    exports dev.cairn.api;
    exports dev.cairn.api.cluster;
    exports dev.cairn.api.env;
    exports dev.cairn.api.event;
    exports dev.cairn.api.nativeprotocol;
    exports dev.cairn.api.peer;
    exports dev.cairn.api.security;
    exports dev.cairn.api.spi;
    exports dev.cairn.api.version;
    exports dev.cairn.api.wire;
}
