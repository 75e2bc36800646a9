/**
 * The composition root: reads the configuration, finds the plugins it names, wires them together
 * and serves. Names no implementation in its code.
 */
module dev.cairn.server {
    requires static transitive org.jspecify;
    requires dev.cairn.api;
    requires info.picocli;
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;
}
