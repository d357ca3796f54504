package org.streamlistening.internal.listen;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;

/** Decodes the bytes of {@link SnapshotCodec}, of any version of the library with the same layout. Used once. */
final class SnapshotDecoder {

    private final DataInputStream in;
    private boolean complete = true;

    SnapshotDecoder(DataInputStream in) {
        this.in = in;
    }

    SnapshotCodec.Decoded decode() {
        Map<String, String> listener = new TreeMap<>();
        Map<String, DeliveryProgress> positions = new LinkedHashMap<>();
        try {
            readProperties(listener);
            for (int count = in.readInt(); count > 0; count--) {
                Map<String, String> properties = new TreeMap<>();
                readProperties(properties);
                String stream = properties.get(SnapshotCodec.STREAM);
                if (stream != null) {
                    positions.put(stream, progress(properties));
                }
            }
        } catch (IOException damaged) {
            // The properties before that count.
            complete = false;
        }
        return new SnapshotCodec.Decoded(snapshot(listener, positions), complete);
    }

    private ListenerSnapshot snapshot(Map<String, String> listener, Map<String, DeliveryProgress> positions) {
        boolean listening = Boolean.parseBoolean(listener.get(SnapshotCodec.LISTENING));
        String stream = listener.get(SnapshotCodec.STREAM);
        return stream == null
                ? new ListenerSnapshot(null, false, policies(listener), positions)
                : new ListenerSnapshot(key(stream, listener), listening, policies(listener), positions);
    }

    private StreamKey key(String stream, Map<String, String> listener) {
        LiveMode live = constant(listener, SnapshotCodec.LIVE, StreamKey.DEFAULT_LIVE);
        return new StreamKey(
                stream, live, value(listener, SnapshotCodec.TIMEOUT, Duration::parse, StreamKey.DEFAULT_TIMEOUT));
    }

    private Policies policies(Map<String, String> listener) {
        Policies defaults = Policies.DEFAULTS;
        return new Policies(
                constant(listener, SnapshotCodec.OBSERVER_FAILURE, defaults.observerFailure()),
                constant(listener, SnapshotCodec.UNDECODABLE, defaults.undecodable()),
                constant(listener, SnapshotCodec.HISTORY_GONE, defaults.historyGone()),
                constant(listener, SnapshotCodec.MISSING, defaults.missing()));
    }

    /** An unreadable position becomes the beginning: messages are delivered again, and none is missing. */
    private DeliveryProgress progress(Map<String, String> properties) {
        Function<String, StreamPosition> position = offset ->
                new StreamPosition(Offset.of(offset), value(properties, SnapshotCodec.SKIP, Long::parseLong, 0L));
        StreamPosition delivered = value(properties, SnapshotCodec.OFFSET, position, StreamPosition.BEGINNING);
        return new DeliveryProgress(delivered, value(properties, SnapshotCodec.ANNOUNCED, Long::parseLong, 0L));
    }

    private <E extends Enum<E>> E constant(Map<String, String> properties, String name, E fallback) {
        return value(properties, name, text -> Enum.valueOf(fallback.getDeclaringClass(), text), fallback);
    }

    /**
     * The value of a property, else its default. A missing property is complete: an older version does not write it.
     */
    private <T> T value(Map<String, String> properties, String name, Function<String, T> parse, T fallback) {
        String text = properties.get(name);
        if (text == null) {
            return fallback;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | DateTimeException unknown) {
            complete = false;
            return fallback;
        }
    }

    private void readProperties(Map<String, String> properties) throws IOException {
        for (int count = in.readInt(); count > 0; count--) {
            properties.put(in.readUTF(), in.readUTF());
        }
    }
}
