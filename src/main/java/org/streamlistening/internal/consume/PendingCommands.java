package org.streamlistening.internal.consume;

import java.util.ArrayList;
import java.util.List;
import org.streamlistening.internal.consume.state.ConsumerState;

/**
 * The commands of this server that are not in the register yet, in the order of the calls.
 *
 * <p>A write whose response was lost may have brought some of them there: the state names the last one. Only if a
 * command of another server has followed it meanwhile, it takes effect twice. Thread-safe.
 */
final class PendingCommands {

    /** Guarded by this. */
    private final List<ConsumerCommand> commands = new ArrayList<>();

    synchronized void add(ConsumerCommand command) {
        commands.add(command);
    }

    synchronized boolean isEmpty() {
        return commands.isEmpty();
    }

    /** The state with the commands that it lacks. */
    synchronized ConsumerState appliedTo(ConsumerState state) {
        ConsumerState next = state;
        for (ConsumerCommand command : commands.subList(firstNotIn(state), commands.size())) {
            next = command.appliedTo(next);
        }
        return next;
    }

    /** The register has this state. */
    synchronized void removeThoseIn(ConsumerState state) {
        commands.subList(0, firstNotIn(state)).clear();
    }

    private int firstNotIn(ConsumerState state) {
        return commands.stream().map(ConsumerCommand::id).toList().indexOf(state.lastCommand()) + 1;
    }
}
