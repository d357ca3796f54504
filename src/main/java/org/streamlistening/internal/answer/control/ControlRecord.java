package org.streamlistening.internal.answer.control;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.streamlistening.client.StreamId;

/**
 * A record in the log of a server.
 *
 * @param answer the answer; for {@link Kind#ENDED} and {@link Kind#STOP} only its producer counts; for
 *     {@link Kind#ALIVE} and {@link Kind#RETIRED} it means nothing
 */
record ControlRecord(Kind kind, OpenAnswer answer) {

    enum Kind {
        /** The server lives. */
        ALIVE,
        /** The server begins an answer. */
        OPENED,
        /** The answer has ended. */
        ENDED,
        /** The log counts no longer: another one has the answers that are open. */
        RETIRED,
        /** Another server, or this one, requests the end of the answer. */
        STOP
    }

    private static final OpenAnswer NONE = new OpenAnswer("", "");

    static final ControlRecord ALIVE = new ControlRecord(Kind.ALIVE, NONE);

    static final ControlRecord RETIRED = new ControlRecord(Kind.RETIRED, NONE);

    static ControlRecord opened(OpenAnswer answer) {
        return new ControlRecord(Kind.OPENED, answer);
    }

    static ControlRecord ended(OpenAnswer answer) {
        return new ControlRecord(Kind.ENDED, answer);
    }

    static ControlRecord stop(OpenAnswer answer) {
        return new ControlRecord(Kind.STOP, answer);
    }

    static String json(Collection<ControlRecord> records) {
        return records.stream().map(ControlRecord::json).collect(Collectors.joining(",", "[", "]"));
    }

    String json() {
        JsonObjectBuilder json =
                Json.createObjectBuilder().add("kind", kind.name().toLowerCase(Locale.ROOT));
        if (!answer.equals(NONE)) {
            json.add("producer", answer.producer());
        }
        if (kind == Kind.OPENED) {
            json.add("stream", answer.stream());
        }
        return json.build().toString();
    }

    /** Parses a message; empty if it is no record, since the stream can have other writers. */
    static Optional<ControlRecord> parse(String message) {
        try (JsonReader reader = Json.createReader(new StringReader(message))) {
            JsonObject json = reader.readObject();
            Kind kind = Kind.valueOf(json.getString("kind").toUpperCase(Locale.ROOT));
            if (kind == Kind.ALIVE || kind == Kind.RETIRED) {
                return Optional.of(new ControlRecord(kind, NONE));
            }
            String stream =
                    kind == Kind.OPENED ? StreamId.of(json.getString("stream")).value() : "";
            String producer = json.getString("producer");
            return OpenAnswer.isProducer(producer)
                    ? Optional.of(new ControlRecord(kind, new OpenAnswer(stream, producer)))
                    : Optional.empty();
        } catch (RuntimeException | StackOverflowError notOurs) {
            return Optional.empty();
        }
    }
}
