package org.streamlistening.internal.store.database;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.state.ContentType;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.StoredAppend;
import org.streamlistening.internal.engine.state.StreamChange;
import org.streamlistening.internal.engine.state.StreamConfig;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.internal.engine.state.StreamState;
import org.streamlistening.internal.store.SharedStore;
import org.streamlistening.internal.store.StoredStream;
import org.streamlistening.internal.store.StreamBytes;

/** Changes as the engine decides them, and what they left. */
final class TestChanges {

    static final ContentType TEXT = ContentType.parse("text/plain; charset=utf-8");
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private TestChanges() {}

    static StoredAppend bytes(String... messages) {
        String all = String.join("", messages);
        int[] ends = new int[messages.length];
        int end = 0;
        for (int i = 0; i < messages.length; i++) {
            end += utf8(messages[i]).length;
            ends[i] = end;
        }
        return new StoredAppend(utf8(all), ends);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static StreamChange.Created created(long number, String id, String... messages) {
        return created(number, id, StreamLifetime.FOREVER, messages);
    }

    static StreamChange.Created created(long number, String id, StreamLifetime lifetime, String... messages) {
        return new StreamChange.Created(
                number,
                1000 + number,
                id,
                new StreamConfig(TEXT, lifetime, Optional.empty()),
                NOW,
                StreamState.beginningAt(0, 0),
                0,
                bytes(messages),
                false);
    }

    static StreamChange.Appended appended(long number, String... messages) {
        return appended(number, NOW, null, messages);
    }

    static StreamChange.Appended appended(
            long number, Instant at, @Nullable ProducerRequest producer, String... messages) {
        return new StreamChange.Appended(number, at, bytes(messages), false, producer, null);
    }

    static StreamChange.Appended closed(long number, @Nullable ProducerRequest producer) {
        return new StreamChange.Appended(number, NOW, StoredAppend.EMPTY, true, producer, null);
    }

    /** Creates a stream unless it exists. */
    static boolean createStream(SharedStore store, StreamChange.Created created) {
        return store.transact(transaction -> {
            if (transaction.lock(created.id()).isPresent()) {
                return false;
            }
            transaction.create(created, 0);
            return true;
        });
    }

    /** Appends to a stream that exists, each array as one append. */
    static void append(SharedStore store, String id, String... messages) {
        store.transact(transaction -> {
            StoredStream before = transaction.lock(id).orElseThrow();
            transaction.append(before, List.of(appended(before.number(), messages)));
            return before;
        });
    }

    static String text(SharedStore store, long stream, long from, long to) {
        return text(store.log(stream).bytes(from, to));
    }

    static String text(StreamBytes bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            while (bytes.remaining() > 0) {
                bytes.writeNext(out, 3);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** All own bytes of a stream. */
    static String text(SharedStore store, String id) {
        StoredStream stream = store.find(id).orElseThrow();
        return text(
                store,
                stream.number(),
                stream.image().origin().tail(),
                stream.image().state().tail());
    }
}
