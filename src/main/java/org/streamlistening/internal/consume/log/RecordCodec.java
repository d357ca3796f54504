package org.streamlistening.internal.consume.log;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes records as JSON objects, and decodes them. For any number of threads. */
final class RecordCodec {

    private static final String VERSION = "version";
    private static final String ID = "id";
    private static final String EPOCH = "epoch";
    private static final String CONTENT = "content";
    private static final String PREVIOUS = "previous";

    /** The largest number of the protocol; an epoch beyond it could not be followed by another. */
    private static final long LARGEST = (1L << 53) - 1;

    // Looked up once: the look-up reads the class path, and a log has many records.
    private final JsonProvider json = JsonProvider.provider();

    String encode(LogRecord record) {
        JsonObjectBuilder object = json.createObjectBuilder()
                .add(VERSION, record.version())
                .add(ID, record.id())
                .add(EPOCH, record.epoch())
                .add(CONTENT, record.content());
        if (record.previous() != null) {
            object.add(PREVIOUS, record.previous());
        }
        return object.build().toString();
    }

    /** Decodes a message of a stream; empty if another program wrote it. */
    Optional<LogRecord> decode(String text) {
        try (JsonReader reader = json.createReader(new StringReader(text))) {
            return reader.readValue() instanceof JsonObject object ? decode(object) : Optional.empty();
        } catch (RuntimeException foreign) {
            // No JSON, a number that is no long, or nested too deep, for which parsers have no common exception.
            return Optional.empty();
        }
    }

    private static Optional<LogRecord> decode(JsonObject object) {
        if (object.get(VERSION) instanceof JsonNumber version
                && object.get(ID) instanceof JsonString id
                && object.get(EPOCH) instanceof JsonNumber epoch
                && object.get(CONTENT) instanceof JsonString content
                && isInRange(version)
                && isInRange(epoch)) {
            return Optional.of(new LogRecord(
                    version.longValueExact(),
                    id.getString(),
                    epoch.longValueExact(),
                    content.getString(),
                    previous(object.get(PREVIOUS))));
        }
        return Optional.empty();
    }

    private static boolean isInRange(JsonNumber number) {
        return number.longValueExact() >= 0 && number.longValueExact() < LARGEST;
    }

    private static @Nullable String previous(@Nullable JsonValue value) {
        return value instanceof JsonString text ? text.getString() : null;
    }
}
