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
import org.streamlistening.client.StreamPosition;

/** Decodes the bytes of {@link SavedCodec}, of any version of the library with the same layout. Used once. */
final class SavedDecoder {

    private final DataInputStream in;
    private boolean complete = true;

    SavedDecoder(DataInputStream in) {
        this.in = in;
    }

    SavedCodec.Decoded decode() {
        Map<String, String> listener = new TreeMap<>();
        Map<String, Progress> places = new LinkedHashMap<>();
        try {
            readProperties(listener);
            for (int count = in.readInt(); count > 0; count--) {
                Map<String, String> properties = new TreeMap<>();
                readProperties(properties);
                String stream = properties.get(SavedCodec.STREAM);
                if (stream != null) {
                    places.put(stream, progress(properties));
                }
            }
        } catch (IOException damaged) {
            // The properties before that count.
            complete = false;
        }
        return new SavedCodec.Decoded(saved(listener, places), complete);
    }

    private Saved saved(Map<String, String> listener, Map<String, Progress> places) {
        boolean listening = Boolean.parseBoolean(listener.get(SavedCodec.LISTENING));
        String stream = listener.get(SavedCodec.STREAM);
        return stream == null
                ? new Saved(null, false, policies(listener), places)
                : new Saved(key(stream, listener), listening, policies(listener), places);
    }

    private StreamKey key(String stream, Map<String, String> listener) {
        LiveMode live = constant(listener, SavedCodec.LIVE, StreamKey.DEFAULT_LIVE);
        return new StreamKey(
                stream, live, value(listener, SavedCodec.TIMEOUT, Duration::parse, StreamKey.DEFAULT_TIMEOUT));
    }

    private Policies policies(Map<String, String> listener) {
        Policies defaults = Policies.DEFAULTS;
        return new Policies(
                constant(listener, SavedCodec.OBSERVER_FAILURE, defaults.observerFailure()),
                constant(listener, SavedCodec.UNDECODABLE, defaults.undecodable()),
                constant(listener, SavedCodec.HISTORY_GONE, defaults.historyGone()),
                constant(listener, SavedCodec.MISSING, defaults.missing()));
    }

    /** An unreadable position becomes the beginning: messages are delivered again, and none is missing. */
    private Progress progress(Map<String, String> properties) {
        Function<String, StreamPosition> position = offset ->
                new StreamPosition(Offset.of(offset), value(properties, SavedCodec.SKIP, Long::parseLong, 0L));
        StreamPosition delivered = value(properties, SavedCodec.OFFSET, position, StreamPosition.BEGINNING);
        return new Progress(delivered, value(properties, SavedCodec.ANNOUNCED, Long::parseLong, 0L));
    }

    private <E extends Enum<E>> E constant(Map<String, String> properties, String name, E fallback) {
        return value(properties, name, text -> Enum.valueOf(fallback.getDeclaringClass(), text), fallback);
    }

    /** The value of a property, else its default. A missing property is complete: an older version does not write it. */
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
