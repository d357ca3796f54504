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

/** Reads what {@link SavedCodec} wrote in any version of the library that has the same layout. Used once. */
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
                Map<String, String> place = new TreeMap<>();
                readProperties(place);
                String stream = place.get(SavedCodec.STREAM);
                if (stream != null) {
                    places.put(stream, progress(place));
                }
            }
        } catch (IOException damaged) {
            // What was read before that counts.
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

    /** A position that cannot be read is the beginning: messages come again, and none is missing. */
    private Progress progress(Map<String, String> place) {
        Function<String, StreamPosition> position =
                offset -> new StreamPosition(Offset.of(offset), value(place, SavedCodec.SKIP, Long::parseLong, 0L));
        StreamPosition delivered = value(place, SavedCodec.OFFSET, position, StreamPosition.BEGINNING);
        return new Progress(delivered, value(place, SavedCodec.ANNOUNCED, Long::parseLong, 0L));
    }

    private <E extends Enum<E>> E constant(Map<String, String> properties, String name, E fallback) {
        return value(properties, name, text -> Enum.valueOf(fallback.getDeclaringClass(), text), fallback);
    }

    /** A property that is not there is as complete as one that is: an older version did not have it. */
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
