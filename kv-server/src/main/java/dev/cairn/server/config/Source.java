package dev.cairn.server.config;

/** Where a value was written; later ones win over earlier ones in the order of this file. */
public sealed interface Source {
    /** Nowhere: it is the value the code brings. */
    record Default() implements Source {
        @Override
        public String toString() {
            return "default";
        }
    }

    /**
     * In the configuration file.
     *
     * @param file the file as it was named
     * @param line counted from 1; 0 for the file as a whole
     */
    record File(String file, int line) implements Source {
        @Override
        public String toString() {
            return line > 0 ? file + ":" + line : file;
        }
    }

    /**
     * In the environment.
     *
     * @param variable the variable's name
     */
    record Environment(String variable) implements Source {
        @Override
        public String toString() {
            return variable;
        }
    }

    /**
     * On the command line.
     *
     * @param text the option as it was given
     */
    record Flag(String text) implements Source {
        @Override
        public String toString() {
            return text;
        }
    }
}
