package dev.cairn.server.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kv completion}. */
@Command(
        name = "completion",
        description = "Prints a completion script: source <(kv completion bash)")
final class CompletionCommand implements Callable<Integer> {
    /** Shells that the script works in. */
    enum Shell {
        /** bash. */
        bash,
        /** zsh, through its bashcompinit. */
        zsh
    }

    @Parameters(index = "0", paramLabel = "bash|zsh", description = "the shell")
    private Shell shell = Shell.bash;

    private final CommandTable commands;

    CompletionCommand(CommandTable commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        if (shell == Shell.zsh) {
            System.out.println("autoload -U +X bashcompinit && bashcompinit");
        }
        System.out.println(AutoComplete.bash("kv", commands.all()));
        return Exit.DONE;
    }
}
