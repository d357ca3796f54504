package org.streamlistening.internal.consume;

import java.util.function.UnaryOperator;
import org.streamlistening.internal.consume.state.ConsumerState;

/**
 * A command that is not in the register yet.
 *
 * @param moves whether it sets another stream or position, and the listener of this server does not stand there yet
 */
record ConsumerCommand(UnaryOperator<ConsumerState> change, boolean moves) {}
