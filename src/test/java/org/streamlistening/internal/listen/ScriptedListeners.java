package org.streamlistening.internal.listen;

import java.time.Duration;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.listen.delivery.ObserverNotifier;
import org.streamlistening.internal.tail.Tails;
import org.streamlistening.internal.testkit.ManualExecutor;
import org.streamlistening.internal.threads.Backoff;

/** Listeners that share the reads of a scripted server, with manual threads and time. */
final class ScriptedListeners {

    final ManualExecutor steps = new ManualExecutor();
    final ScriptedReaders server = new ScriptedReaders();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.5);
    private final Tails tails = new Tails(server, steps, steps, backoff);

    /** A listener that delivers a message again up to three times. */
    ListenerStateMachine listener(ListenerSnapshot snapshot, ObserverNotifier observers) {
        return new ListenerStateMachine(
                "",
                "key",
                snapshot,
                tails,
                steps,
                new ListenerLimits(3, backoff),
                new Delivery(DeliveryExecutor.of(steps), steps, Runnable::run, observers));
    }
}
