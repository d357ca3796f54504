package org.streamlistening.internal.listen;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Encodes a {@link ListenerSnapshot} to bytes and decodes it: a version, and then named texts, so that no class and no
 * constant of the library is part of a session. A missing property has its default, and an unknown one is ignored:
 * sessions survive an update of the library, and the return to the version before it.
 *
 * <p>The version changes only if a reader of the old layout would misread the new one.
 */
public final class SnapshotCodec {

    /** The layout: properties of the listener, then the number of positions and the properties of each. */
    static final int VERSION = 1;

    static final String STREAM = "stream";
    static final String LIVE = "live";
    static final String TIMEOUT = "timeout";
    static final String LISTENING = "listening";
    static final String OBSERVER_FAILURE = "on-observer-failure";
    static final String UNDECODABLE = "on-undecodable";
    static final String HISTORY_GONE = "on-history-gone";
    static final String MISSING = "on-missing";
    static final String OFFSET = "offset";
    static final String SKIP = "skip";
    static final String ANNOUNCED = "announced";

    private SnapshotCodec() {}

    /**
     * A decoded snapshot.
     *
     * @param complete whether all properties could be read
     */
    public record Decoded(ListenerSnapshot snapshot, boolean complete) {}

    public static byte[] encode(ListenerSnapshot snapshot) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            write(out, properties(snapshot));
            out.writeInt(snapshot.progress().size());
            for (Map.Entry<String, DeliveryProgress> stream :
                    snapshot.progress().entrySet()) {
                write(out, properties(stream.getKey(), stream.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Decodes without exceptions: an unreadable property has its default; unreadable bytes are
     * {@link ListenerSnapshot#NOTHING}.
     */
    public static Decoded decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() == VERSION) {
                return new SnapshotDecoder(in).decode();
            }
        } catch (IOException damaged) {
            // The result reports it: the session that contains these bytes must not be lost with them.
        }
        return new Decoded(ListenerSnapshot.NOTHING, false);
    }

    private static Map<String, String> properties(ListenerSnapshot snapshot) {
        Map<String, String> properties = new TreeMap<>();
        StreamKey key = snapshot.key();
        if (key != null) {
            properties.put(STREAM, key.streamId());
            properties.put(LIVE, key.live().name());
            properties.put(TIMEOUT, key.timeout().toString());
        }
        properties.put(LISTENING, String.valueOf(snapshot.listening()));
        Policies policies = snapshot.policies();
        properties.put(OBSERVER_FAILURE, policies.observerFailure().name());
        properties.put(UNDECODABLE, policies.undecodable().name());
        properties.put(HISTORY_GONE, policies.historyGone().name());
        properties.put(MISSING, policies.missing().name());
        return properties;
    }

    private static Map<String, String> properties(String stream, DeliveryProgress progress) {
        Map<String, String> properties = new TreeMap<>();
        properties.put(STREAM, stream);
        properties.put(OFFSET, progress.delivered().offset().value());
        properties.put(SKIP, String.valueOf(progress.delivered().skip()));
        properties.put(ANNOUNCED, String.valueOf(progress.announced()));
        return properties;
    }

    private static void write(DataOutputStream out, Map<String, String> properties) throws IOException {
        out.writeInt(properties.size());
        for (Map.Entry<String, String> property : properties.entrySet()) {
            out.writeUTF(property.getKey());
            out.writeUTF(property.getValue());
        }
    }
}
