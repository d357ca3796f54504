package org.streamlistening.internal.deliver;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamMessage;

/**
 * Decodes a message of a shared tail once for all listeners that deliver it at about the same time. They share the
 * payload only if it is immutable; a mutable one is decoded for each session, because sessions never mix. Thread-safe.
 */
final class SharedDecoder implements Function<StreamMessage, Object> {

    /** The number of latest messages whose payloads are shared: enough for the batch of one append. */
    static final int LATEST = 8;

    private final Function<StreamMessage, Object> decoder;
    private final ImmutableTypes immutable;

    private final AtomicReferenceArray<@Nullable Decoded> latest = new AtomicReferenceArray<>(LATEST);

    private final AtomicInteger next = new AtomicInteger();

    /** Weak references: an idle application keeps neither messages nor payloads. */
    private record Decoded(WeakReference<StreamMessage> message, WeakReference<Object> payload) {}

    SharedDecoder(Function<StreamMessage, Object> decoder, ImmutableTypes immutable) {
        this.decoder = decoder;
        this.immutable = immutable;
    }

    @Override
    public Object apply(StreamMessage message) {
        Object known = find(message);
        return known != null ? known : decode(message);
    }

    /** The payload of the same message; an equal message is another one. */
    private @Nullable Object find(StreamMessage message) {
        for (int i = 0; i < LATEST; i++) {
            Decoded decoded = latest.get(i);
            if (decoded != null && decoded.message().refersTo(message)) {
                return decoded.payload().get();
            }
        }
        return null;
    }

    private Object decode(StreamMessage message) {
        Object payload = decoder.apply(message);
        if (immutable.contains(payload.getClass())) {
            int index = Math.floorMod(next.getAndIncrement(), LATEST);
            latest.set(index, new Decoded(new WeakReference<>(message), new WeakReference<>(payload)));
        }
        return payload;
    }
}
