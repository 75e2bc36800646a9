package dev.cairn.api.event;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;

/** Something that happened inside a node and that its operator may want to know. */
public interface Event {
    /** How loudly to tell. */
    Severity severity();

    /** One sentence for a person. */
    String message();

    /** How loudly to tell. */
    enum Severity {
        /** Part of normal life. */
        INFO,
        /** The node copes; somebody should look. */
        WARNING,
        /** Something is lost or refused until somebody acts. */
        ERROR
    }

    /**
     * A member changed in this node's eyes.
     *
     * @param node who
     * @param from the former opinion
     * @param to the present one
     */
    record LivenessChanged(NodeId node, Liveness from, Liveness to) implements Event {
        @Override
        public Severity severity() {
            return to == Liveness.DEAD ? Severity.WARNING : Severity.INFO;
        }

        @Override
        public String message() {
            return node + " is " + to + ", was " + from;
        }
    }

    /**
     * Bytes on disk are not what was written.
     *
     * @param file which file
     * @param offset where in it, in bytes
     * @param detail what is wrong
     */
    record CorruptionFound(String file, long offset, String detail) implements Event {
        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String message() {
            return file + " is corrupt at byte " + offset + ": " + detail;
        }
    }

    /**
     * The disk refuses writes; the store serves reads only until it takes them again.
     *
     * @param detail what the disk said
     */
    record StorageReadOnly(String detail) implements Event {
        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String message() {
            return "storage is read-only: " + detail;
        }
    }

    /**
     * Anything else, in words.
     *
     * @param severity how loudly
     * @param message one sentence
     */
    record Note(Severity severity, String message) implements Event {}
}
