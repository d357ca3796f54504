package org.streamlistening.internal.consume;

import java.util.UUID;
import java.util.function.UnaryOperator;
import org.streamlistening.internal.consume.state.ConsumerState;

/**
 * A command of this server that may not be in the register yet.
 *
 * @param id random; the register has that of the last command
 * @param stops whether the listener of this server stops until the register has the command
 */
record ConsumerCommand(String id, UnaryOperator<ConsumerState> change, boolean stops) {

    static ConsumerCommand of(UnaryOperator<ConsumerState> change, boolean stops) {
        return new ConsumerCommand(UUID.randomUUID().toString(), change, stops);
    }

    ConsumerState appliedTo(ConsumerState state) {
        return change.apply(state).after(id);
    }
}
