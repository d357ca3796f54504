package org.streamlistening.internal.runtime;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.ListenOptions;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.internal.deliver.Delivery;
import org.streamlistening.internal.listen.ListenerLimits;
import org.streamlistening.internal.listen.ListenerSnapshot;
import org.streamlistening.internal.listen.ListenerStateMachine;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.delivery.DeliveryExecutor;
import org.streamlistening.internal.ownership.Handover;
import org.streamlistening.internal.ownership.NoticeSubscription;
import org.streamlistening.internal.tail.Tails;

/** The stream over which servers agree which of them delivers to a session. A listener follows it, on I/O threads. */
record HandoverStream(
        String streamId, Supplier<DurableStreamsClient> client, Settings settings, IoThreads io, Tails tails) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final String NAME = "handover";

    /** Reads all that the stream still has: each claim in it may concern a listener of this server. */
    private static final Policies FOLLOWING = new Policies(
            ObserverFailurePolicy.SKIP, UndecodablePolicy.SKIP, HistoryGonePolicy.FROM_START, MissingStreamPolicy.FAIL);

    /** @param attach receives the listener before it starts to follow */
    Handover follow(Consumer<ListenerStateMachine> attach) {
        Handover handover = new Handover(this::append, io, io, settings.handoverPatience(), settings.readRetry());
        AtomicReference<@Nullable ListenerStateMachine> follower = new AtomicReference<>();
        NoticeSubscription subscription =
                new NoticeSubscription(handover, new Source(follower), io, io, settings.readRetry());
        ListenerStateMachine listener = new ListenerStateMachine(
                NAME,
                NAME,
                ListenerSnapshot.NOTHING,
                tails,
                io,
                new ListenerLimits(0, settings.readRetry()),
                new Delivery(DeliveryExecutor.of(io), io, Runnable::run, subscription));
        follower.set(listener);
        attach.accept(listener);
        subscription.begin();
        return handover;
    }

    private void append(List<String> notices) {
        StreamContent content = StreamContent.json("[" + String.join(",", notices) + "]");
        try {
            client.get().append(streamId, content);
        } catch (StreamNotFoundException deleted) {
            client.get().create(streamId, CreateOptions.json());
            client.get().append(streamId, content);
        }
    }

    /** Reads for a subscription. */
    private final class Source implements NoticeSubscription.Source {

        private final AtomicReference<@Nullable ListenerStateMachine> follower;

        Source(AtomicReference<@Nullable ListenerStateMachine> follower) {
            this.follower = follower;
        }

        @Override
        public void read(@Nullable Offset from) {
            ListenerStateMachine listener = follower.get();
            if (listener != null) {
                listener.listen(
                        settings.listeners().key("", streamId, ListenOptions.defaults()),
                        FOLLOWING,
                        from == null ? null : StreamPosition.at(from));
            }
        }

        /** If this server may not create the stream, it waits until another one has created it. */
        @Override
        public void createIfMissing() {
            try {
                client.get().create(streamId, CreateOptions.json());
            } catch (StreamException e) {
                // Without its cause: a supplier of request headers may put a token into the message of its exception.
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "cannot create the stream that durable-streams.handover names: {0}",
                        e.getMessage());
            } catch (Throwable e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "cannot create the stream that durable-streams.handover names: {0}",
                        e.getClass().getName());
            }
        }
    }
}
