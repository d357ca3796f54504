package org.streamlistening.internal.consume;

import org.streamlistening.internal.consume.state.ConsumerState;
import org.streamlistening.internal.listen.DeliveryProgress;

/** Tells where an owner begins to deliver. */
@FunctionalInterface
interface StartPositions {

    /** The position in the register. */
    StartPositions IN_REGISTER = state -> DeliveryProgress.at(state.position());

    /** Where to go on in the stream of this state, after a claim or a command. May block, and may throw. */
    DeliveryProgress begin(ConsumerState state);
}
