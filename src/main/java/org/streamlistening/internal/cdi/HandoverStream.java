package org.streamlistening.internal.cdi;

import java.util.function.Consumer;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.ListenOptions;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.delivery.Delivery;
import org.streamlistening.internal.handover.Handover;
import org.streamlistening.internal.listen.Policies;
import org.streamlistening.internal.listen.Saved;
import org.streamlistening.internal.listen.SessionListener;
import org.streamlistening.internal.listen.Tails;

/** The stream over which servers agree who delivers to a session: followed like every other one, but on I/O threads. */
record HandoverStream(DurableStreamsClient client, Settings settings, IoThreads io, Tails tails) {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final String NAME = "handover";

    /** No notice is worth more than the next one. */
    private static final Policies FOLLOWING = new Policies(
            ObserverFailurePolicy.SKIP, UndecodablePolicy.SKIP, HistoryGonePolicy.FROM_NOW, MissingStreamPolicy.WAIT);

    /** @param begun gets the listener that follows, before it does */
    Handover follow(String streamId, Consumer<SessionListener> begun) {
        Handover handover = new Handover(
                notice -> client.append(streamId, StreamContent.json(notice)), io, io, settings.handoverPatience());
        SessionListener follower = new SessionListener(
                NAME,
                NAME,
                Saved.NOTHING,
                tails,
                io,
                new SessionListener.ObserverRetry(0, settings.readRetry()),
                new Delivery(io, io, Runnable::run, handover));
        begun.accept(follower);
        io.execute(() -> {
            createIfMissing(streamId);
            follower.listen(settings.key("", streamId, ListenOptions.defaults()), FOLLOWING, Offset.NOW);
        });
        return handover;
    }

    private void createIfMissing(String streamId) {
        try {
            client.create(streamId, CreateOptions.json());
        } catch (StreamException e) {
            // Somebody else may create it: it is waited for.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot create the stream that durable-streams.handover names: {0}",
                    e.getMessage());
        }
    }
}
