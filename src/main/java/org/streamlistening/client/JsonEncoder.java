package org.streamlistening.client;

import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Encodes objects to JSON messages by JSON Binding, whose implementation is optional until then. Thread-safe. */
final class JsonEncoder implements AutoCloseable {

    private final @Nullable Jsonb ofApplication;

    /** Guarded by this. */
    private @Nullable Jsonb own;

    /** Guarded by this. */
    private boolean closed;

    /** @param ofApplication null: a default one, made when it is needed */
    JsonEncoder(@Nullable Jsonb ofApplication) {
        this.ofApplication = ofApplication;
    }

    /** The object as one message. */
    StreamContent message(Object object) {
        return object instanceof StreamContent content ? content : StreamContent.json("[" + text(object) + "]");
    }

    /** Each object as one message. */
    StreamContent messages(Collection<?> objects) {
        if (objects.isEmpty()) {
            throw new IllegalArgumentException("there is no message to append");
        }
        return StreamContent.json(objects.stream().map(this::text).collect(Collectors.joining(",", "[", "]")));
    }

    private String text(Object object) {
        if (object instanceof byte[] || object instanceof StreamContent) {
            throw new IllegalArgumentException(
                    "an object of type " + object.getClass().getSimpleName()
                            + " is no JSON message: append it by append(String, StreamContent)");
        }
        return object instanceof JsonValue value ? value.toString() : jsonb().toJson(object);
    }

    private Jsonb jsonb() {
        return ofApplication != null ? ofApplication : ownJsonb();
    }

    private synchronized Jsonb ownJsonb() {
        if (closed) {
            throw new CancellationException("the client was closed");
        }
        Jsonb known = own == null ? JsonbBuilder.create() : own;
        own = known;
        return known;
    }

    /** Leaves that of the application open. */
    @Override
    public synchronized void close() {
        Jsonb known = own;
        own = null;
        closed = true;
        if (known != null) {
            closeQuietly(known);
        }
    }

    private static void closeQuietly(Jsonb jsonb) {
        try {
            jsonb.close();
        } catch (Exception e) {
            System.getLogger("org.streamlistening").log(System.Logger.Level.DEBUG, "cannot close JSON Binding", e);
        }
    }
}
